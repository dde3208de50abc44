package io.jobwheel.store.commit;

import io.jobwheel.job.Backoff;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The writes that met a lock, each followed by later writes of the same key, so that the writes of
 * a job stay in order. All are retried together, at growing intervals. Confined to the writer's
 * thread, except for the counts.
 */
final class WritesAwaitingLock {

  private static final Backoff PAUSES = new Backoff(Duration.ofMillis(20), Duration.ofMillis(400));

  // by key, least recently tried first
  private final Map<UUID, List<PendingWrite<?, ?>>> writesByKey = new LinkedHashMap<>();
  private final Ticker ticker;
  private Duration pause = PAUSES.first();
  private long due;
  // changed by the writer, read by any thread
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicInteger admissions = new AtomicInteger();

  WritesAwaitingLock(Ticker ticker) {
    this.ticker = ticker;
  }

  boolean isEmpty() {
    return writesByKey.isEmpty();
  }

  /** Returns the keys of the held writes. */
  Set<UUID> keys() {
    return Set.copyOf(writesByKey.keySet());
  }

  /** Returns the number of held writes. Thread-safe. */
  int size() {
    return size.get();
  }

  /** Returns the number of held admissions. Thread-safe. */
  int admissions() {
    return admissions.get();
  }

  /** Holds the write if an earlier one of its key is held, and returns whether it was. */
  boolean addFollower(PendingWrite<?, ?> write) {
    UUID key = write.key();
    List<PendingWrite<?, ?>> writes = key == null ? null : writesByKey.get(key);
    if (writes == null) {
      return false;
    }
    hold(writes, write);
    return true;
  }

  /** Holds a write that met a lock, under its key. */
  void add(UUID key, PendingWrite<?, ?> write) {
    if (writesByKey.isEmpty()) {
      pause = PAUSES.first();
      due = ticker.after(pause);
    }
    hold(writesByKey.computeIfAbsent(key, _ -> new ArrayList<>()), write);
  }

  private void hold(List<PendingWrite<?, ?>> writes, PendingWrite<?, ?> write) {
    if (write.putBack()) {
      writes.add(write);
      count(write, 1);
    }
  }

  /** Returns whether the pauses have reached their maximum, so that the lock is a long one. */
  boolean isAtLongestPause() {
    return !writesByKey.isEmpty() && pause.equals(PAUSES.longest());
  }

  /** Returns the time of the next retry, as read from the ticker. Undefined if no write is held. */
  long due() {
    return due;
  }

  /**
   * Removes and returns the writes of one key after another until either limit is reached.
   * Withdrawn writes are dropped.
   */
  List<PendingWrite<?, ?>> take(int limit, long maxBytes) {
    long bytes = 0;
    List<PendingWrite<?, ?>> taken = new ArrayList<>();
    Iterator<List<PendingWrite<?, ?>>> next = writesByKey.values().iterator();
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

  /** Plans the next retry: soon after progress, otherwise with a longer pause than before. */
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
