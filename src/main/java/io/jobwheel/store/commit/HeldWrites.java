package io.jobwheel.store.commit;

import io.jobwheel.job.Backoff;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The writes that met a lock and wait for another try, and behind each those that came later for
 * the same job, so that the writes of a job stay in their order. All are tried again at once, at
 * growing intervals. Confined to the writer's thread, except for the counts.
 */
final class HeldWrites {

  private static final Backoff PAUSES = new Backoff(Duration.ofMillis(20), Duration.ofMillis(400));

  // by key; those that were not tried for longest come first
  private final Map<UUID, List<PendingWrite<?, ?>>> lines = new LinkedHashMap<>();
  private final Ticker ticker;
  private Duration pause = PAUSES.first();
  private long due;
  // changed by the writer, read by any thread
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicInteger admissions = new AtomicInteger();

  HeldWrites(Ticker ticker) {
    this.ticker = ticker;
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  /** How many there are. Any thread. */
  int size() {
    return size.get();
  }

  /** How many of them are admissions. Any thread. */
  int admissions() {
    return admissions.get();
  }

  /** Adds the write if an earlier one of its key is held; false if it is free to go. */
  boolean addFollower(PendingWrite<?, ?> write) {
    UUID key = write.key();
    List<PendingWrite<?, ?>> line = key == null ? null : lines.get(key);
    if (line == null) {
      return false;
    }
    hold(line, write);
    return true;
  }

  /** Adds a write that met a lock, under its key. */
  void add(UUID key, PendingWrite<?, ?> write) {
    if (lines.isEmpty()) {
      pause = PAUSES.first();
      due = ticker.after(pause);
    }
    hold(lines.computeIfAbsent(key, _ -> new ArrayList<>()), write);
  }

  private void hold(List<PendingWrite<?, ?>> line, PendingWrite<?, ?> write) {
    if (write.putBack()) {
      line.add(write);
      count(write, 1);
    }
  }

  /** Whether some have been tried again and again, so that it is not the lock of a moment. */
  boolean isOld() {
    return !lines.isEmpty() && pause.equals(PAUSES.longest());
  }

  /** Returns the moment of the ticker at which the next try is due. Only if there are any. */
  long due() {
    return due;
  }

  /**
   * Takes the writes of one key after another until there are so many, or so many bytes of them;
   * those that their callers have withdrawn are dropped.
   */
  List<PendingWrite<?, ?>> take(int limit, long maxBytes) {
    long bytes = 0;
    List<PendingWrite<?, ?>> taken = new ArrayList<>();
    Iterator<List<PendingWrite<?, ?>>> next = lines.values().iterator();
    while (next.hasNext() && taken.size() < limit && bytes < maxBytes) {
      for (PendingWrite<?, ?> write : next.next()) {
        count(write, -1);
        if (write.begin()) {
          taken.add(write);
          bytes += write.bytes();
        }
      }
      next.remove();
    }
    return taken;
  }

  /** Plans the next try: soon if there was progress, else later than the last time. */
  void planNextTry(boolean progress) {
    pause = progress ? PAUSES.first() : PAUSES.next(pause);
    due = ticker.after(pause);
  }

  private void count(PendingWrite<?, ?> write, int change) {
    size.addAndGet(change);
    if (write.kind().isAdmission()) {
      admissions.addAndGet(change);
    }
  }
}
