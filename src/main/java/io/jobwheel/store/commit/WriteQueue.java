package io.jobwheel.store.commit;

import io.jobwheel.store.commit.GroupCommit.WriteLimits;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The writes that wait for a transaction, in the order in which they came, and the writers that
 * take them.
 *
 * <p>A transaction costs about the same for one write as for many, so few writers with large
 * batches are cheaper than many with small ones. The first writer takes whatever waits. Another one
 * helps only while the writers before it are busy, and if {@value #MANY} writes wait, or a
 * transaction has taken {@link #LONG}. After a batch of at least {@value #FEW} writes, the first
 * waits for as many again, if that pays, for {@link #GATHER} at most: callers that had their
 * answers at the same time write again at about the same time. So few callers never wait.
 *
 * <p>The writes of a job stay in order: while one of them is in a transaction of a writer, or held
 * by it, no other writer takes the next. Thread-safe.
 */
final class WriteQueue {

  // measured: below it, two transactions cost more than the wait for the first one
  static final int MANY = 128;

  static final Duration LONG = Duration.ofMillis(25);

  // a smaller batch is no sign of load
  static final int FEW = 8;

  // measured: a third less of the server's time for each submit over HTTP
  static final Duration GATHER = Duration.ofMillis(1);

  /** The place of a writer in the queue. Its fields are guarded by the lock of the queue. */
  final class Place {

    private final int index;
    private final WritesAwaitingLock held;
    private final Condition arrived = lock.newCondition();
    private boolean busy;
    // since when it is busy, and with what
    private long since;
    private List<PendingWrite<?, ?>> batch = List.of();
    // the size of its last batch, and whether it waits for the next one to grow
    private int last;
    private boolean gathering;
    // the keys of the writes that it holds, as of its last transaction
    private Set<UUID> heldKeys = Set.of();
    // whether it looks again after a time, without being called
    private boolean watching;
    // whether all that waited at its last look was of keys of other writers
    private boolean blocked;

    private Place(int index, WritesAwaitingLock held) {
      this.index = index;
      this.held = held;
    }
  }

  private final WriteLimits limits;
  private final Duration gather;
  private final Ticker ticker;
  private final ReentrantLock lock = new ReentrantLock();
  // guarded by the lock
  private final List<Place> places = new ArrayList<>();
  private final Deque<PendingWrite<?, ?>> waiting = new ArrayDeque<>();
  private int admissions;
  private boolean closed;
  private long closeDeadline;

  /**
   * Creates an empty queue.
   *
   * @param gather the time for which the first writer waits for a batch as large as its last one
   */
  WriteQueue(WriteLimits limits, Duration gather, Ticker ticker) {
    this.limits = limits;
    this.gather = gather;
    this.ticker = ticker;
  }

  /** Adds a writer, which holds these writes. Called before the first write. */
  Place join(WritesAwaitingLock held) {
    lock.lock();
    try {
      Place place = new Place(places.size(), held);
      places.add(place);
      return place;
    } finally {
      lock.unlock();
    }
  }

  /** Adds a write; returns why it is refused, or null. */
  @Nullable String add(PendingWrite<?, ?> write) {
    lock.lock();
    try {
      if (closed) {
        return "The store is closed.";
      }
      if (write.kind().isAdmission()) {
        int all = admissions;
        for (Place place : places) {
          all += place.held.admissions();
        }
        if (all >= limits.maxAdmissions()) {
          return "The limit of waiting submissions is reached (%d).".formatted(all);
        }
        admissions++;
      }
      if (write.kind().isUrgent()) {
        waiting.addFirst(write);
      } else {
        waiting.addLast(write);
      }
      call();
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the number of writes that wait or are held. */
  int size() {
    lock.lock();
    try {
      return waiting.size() + places.stream().mapToInt(place -> place.held.size()).sum();
    } finally {
      lock.unlock();
    }
  }

  /** Wakes the writers for which there may be something. */
  private void call() {
    for (Place place : places) {
      if (place.busy) {
        continue;
      }
      if (place.index == 0 || isNeeded(place)) {
        boolean grows = place.gathering && waiting.size() < place.last;
        if (!grows && (place.index == 0 || !place.blocked)) {
          place.arrived.signal();
        }
        return;
      }
      if (!place.watching) {
        place.watching = true;
        place.arrived.signal();
      }
    }
  }

  /** Returns whether a writer other than the first has to help. */
  private boolean isNeeded(Place place) {
    for (Place before : places.subList(0, place.index)) {
      if (!before.busy) {
        return false;
      }
    }
    return waiting.size() >= MANY || ticker.since(earliest()).compareTo(LONG) >= 0;
  }

  /** Returns since when the longest of the current transactions lasts. */
  private long earliest() {
    long earliest = ticker.read();
    for (Place place : places) {
      if (place.busy && place.since - earliest < 0) {
        earliest = place.since;
      }
    }
    return earliest;
  }

  /**
   * Blocks until there is something to write for a writer, or a retry of what it holds is due;
   * {@code false} if the queue is closed and nothing is left for it. After {@code true}, the writer
   * has to call {@link #take} and {@link #done}.
   */
  boolean await(Place place) {
    lock.lock();
    try {
      while (!hasWork(place)) {
        if (isOver(place)) {
          return false;
        }
        if (isRetryDue(place)) {
          break;
        }
        try {
          awaitArrival(place);
        } catch (InterruptedException e) {
          // only close ends the writer
        }
      }
      gather(place);
      place.busy = true;
      place.since = ticker.read();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until a batch has as many writes as the last one, but not long. */
  private void gather(Place place) {
    if (gather.isZero() || place.index > 0 || place.last < FEW) {
      return;
    }
    long left = gather.toNanos();
    place.gathering = true;
    try {
      while (waiting.size() < place.last && !closed && left > 0) {
        left = place.arrived.awaitNanos(left); // not by the ticker, which tests stop
      }
    } catch (InterruptedException e) {
      // only close ends the writer
    } finally {
      place.gathering = false;
    }
  }

  private boolean hasWork(Place place) {
    Predicate<PendingWrite<?, ?>> eligible = eligible(place);
    boolean found = waiting.stream().anyMatch(eligible);
    // one that is not needed yet has to be called when it is
    place.blocked = !found && !waiting.isEmpty() && isNeeded(place);
    return found;
  }

  /** Returns which of the waiting writes a writer may take. */
  private Predicate<PendingWrite<?, ?>> eligible(Place place) {
    if (place.index > 0 && !isNeeded(place)) {
      // no other writer takes what follows a write that it holds
      Set<UUID> held = place.heldKeys;
      return write -> write.key() != null && held.contains(write.key());
    }
    Set<UUID> others = keysOfOthers(place);
    return write -> write.key() == null || !others.contains(write.key());
  }

  private boolean isRetryDue(Place place) {
    return !place.held.isEmpty() && ticker.hasReached(place.held.due());
  }

  private boolean isOver(Place place) {
    boolean late = ticker.hasReached(closeDeadline);
    boolean left = !waiting.isEmpty() && (place.index == 0 || !late);
    return closed && !left && (place.held.isEmpty() || late);
  }

  /** Waits for a write, at most until the next retry, the next look or the end of the close. */
  @SuppressWarnings("WaitNotInLoop") // the loop is the caller's
  private void awaitArrival(Place place) throws InterruptedException {
    boolean watch = place.index > 0 && !waiting.isEmpty();
    place.watching = watch;
    if (place.held.isEmpty() && !watch) {
      place.arrived.await();
      return;
    }
    long until = place.held.isEmpty() ? ticker.after(LONG) : place.held.due();
    if (watch && ticker.after(LONG) - until < 0) {
      until = ticker.after(LONG);
    }
    if (closed && closeDeadline - until < 0 && !ticker.hasReached(closeDeadline)) {
      until = closeDeadline;
    }
    ticker.await(place.arrived, until);
  }

  /** Takes the next batch of a writer, up to a number and a size. */
  List<PendingWrite<?, ?>> take(Place place) {
    lock.lock();
    try {
      List<PendingWrite<?, ?>> batch = take(eligible(place), limits.maxBatch(), limits.maxBytes());
      place.batch = batch;
      place.last = batch.size();
      if (!waiting.isEmpty()) {
        call(); // others take what is left
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  /** Takes all writes. */
  List<PendingWrite<?, ?>> takeAll() {
    lock.lock();
    try {
      places.forEach(place -> place.arrived.signal());
      return take(_ -> true, Integer.MAX_VALUE, Long.MAX_VALUE);
    } finally {
      lock.unlock();
    }
  }

  private List<PendingWrite<?, ?>> take(
      Predicate<PendingWrite<?, ?>> eligible, int limit, long maxBytes) {
    List<PendingWrite<?, ?>> batch = new ArrayList<>(Math.min(limit, waiting.size()));
    Deque<PendingWrite<?, ?>> left = new ArrayDeque<>();
    long bytes = 0;
    while (batch.size() < limit && bytes < maxBytes && !waiting.isEmpty()) {
      PendingWrite<?, ?> next = waiting.remove();
      if (!eligible.test(next)) {
        left.add(next);
        continue;
      }
      if (next.kind().isAdmission()) {
        admissions--;
      }
      if (next.begin()) {
        batch.add(next);
        bytes += next.bytes();
      }
    }
    while (!left.isEmpty()) {
      waiting.addFirst(left.removeLast());
    }
    return batch;
  }

  /** Returns the keys of the writes that other writers commit or hold. */
  private Set<UUID> keysOfOthers(Place place) {
    Set<UUID> keys = Set.of();
    for (Place other : places) {
      if (other == place || (!other.busy && other.heldKeys.isEmpty())) {
        continue;
      }
      keys = keys.isEmpty() ? new HashSet<>() : keys;
      keys.addAll(other.heldKeys);
      for (PendingWrite<?, ?> write : other.batch) {
        if (write.key() != null) {
          keys.add(write.key());
        }
      }
    }
    return keys;
  }

  /** Frees the keys of what a writer has committed, but for those that it holds. */
  void done(Place place) {
    lock.lock();
    try {
      place.busy = false;
      place.batch = List.of();
      place.heldKeys = place.held.isEmpty() ? Set.of() : place.held.keys();
      if (places.size() > 1 && (closed || !waiting.isEmpty())) {
        for (Place other : places) {
          other.blocked = false;
          if (other != place) {
            other.arrived.signal();
          }
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Refuses new writes, and ends the writers when nothing is left, or at the close limit. */
  void close() {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        closeDeadline = ticker.after(limits.closeLimit());
      }
      places.forEach(place -> place.arrived.signal());
    } finally {
      lock.unlock();
    }
  }
}
