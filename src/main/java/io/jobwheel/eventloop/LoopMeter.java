package io.jobwheel.eventloop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Measures a loop. One writer, the holder of the baton; any thread reads without a lock. Each
 * figure is exact; figures of one reading may be one step apart.
 */
final class LoopMeter {

  // the window of utilization: slots of 2^30 ns (1.07 s), of which the latest ten count
  private static final int SLOT_SHIFT = 30;
  private static final int SLOTS = 16;
  private static final int WINDOW_SLOTS = 10;

  private static final long NOT_IDLE = Long.MIN_VALUE;

  /** Means that no step is in progress. */
  static final long NO_STEP = Long.MIN_VALUE;

  // written by the holder of the baton, read by any thread
  private final AtomicLongArray delays = new AtomicLongArray(Histogram.BUCKETS + 1);
  private final AtomicLongArray steps = new AtomicLongArray(Histogram.BUCKETS + 1);
  private final AtomicLongArray slotIdle = new AtomicLongArray(SLOTS);
  private final AtomicLongArray slotEpoch = new AtomicLongArray(SLOTS);
  private final AtomicLong ready = new AtomicLong();
  private final AtomicLong timers = new AtomicLong();
  private final AtomicLong tasks = new AtomicLong();
  // when the step in progress began; NO_STEP between steps
  private final AtomicLong stepStartedAt = new AtomicLong(NO_STEP);
  // since when the loop has had no work, or no thread; NOT_IDLE while it is busy
  private final AtomicLong idleSince;

  private final long createdAt;

  LoopMeter(long now) {
    createdAt = now;
    idleSince = new AtomicLong(now);
    for (int slot = 0; slot < SLOTS; slot++) {
      slotEpoch.setPlain(slot, Long.MIN_VALUE);
    }
  }

  void stepStarted(long readyAt, long now) {
    add(delays, now - readyAt);
    stepStartedAt.setRelease(now);
  }

  void stepEnded(long startedAt, long now) {
    add(steps, now - startedAt);
    stepStartedAt.setRelease(NO_STEP);
  }

  /**
   * Returns when the step in progress began; {@link #NO_STEP} between steps. Any thread may call
   * it.
   */
  long stepStartedAt() {
    return stepStartedAt.getAcquire();
  }

  void idleStarted(long now) {
    idleSince.setOpaque(now);
  }

  void idleEnded(long now) {
    // nearly always one slot or two; a long idle time fills the slots that it spans, at most all of
    // them
    long earliest = ((now >> SLOT_SHIFT) - SLOTS + 1) << SLOT_SHIFT;
    long from = Math.max(idleSince.getPlain(), earliest);
    while (from < now) {
      long epoch = from >> SLOT_SHIFT;
      long until = Math.min(now, (epoch + 1) << SLOT_SHIFT);
      addToSlot(epoch, until - from);
      from = until;
    }
    idleSince.setOpaque(NOT_IDLE);
  }

  void recordCounts(int nowReady, int nowTimers, int nowTasks) {
    ready.setOpaque(nowReady);
    timers.setOpaque(nowTimers);
    tasks.setOpaque(nowTasks);
  }

  int tasks() {
    return (int) tasks.getOpaque();
  }

  private void addToSlot(long epoch, long nanos) {
    int slot = (int) (epoch & (SLOTS - 1));
    if (slotEpoch.getPlain(slot) == epoch) {
      slotIdle.setOpaque(slot, slotIdle.getPlain(slot) + nanos);
    } else {
      slotIdle.setOpaque(slot, nanos);
      slotEpoch.setRelease(slot, epoch);
    }
  }

  private static void add(AtomicLongArray histogram, long nanos) {
    int bucket = Histogram.bucketOf(nanos);
    histogram.setOpaque(bucket, histogram.getPlain(bucket) + 1);
    int sum = Histogram.BUCKETS;
    histogram.setOpaque(sum, histogram.getPlain(sum) + Math.max(nanos, 0));
  }

  LoopStats read(String name, long now, long slowSteps, long starvations) {
    return new LoopStats(
        name,
        utilization(now),
        (int) tasks.getOpaque(),
        (int) ready.getOpaque(),
        (int) timers.getOpaque(),
        read(delays),
        read(steps),
        slowSteps,
        starvations);
  }

  private double utilization(long now) {
    long current = now >> SLOT_SHIFT;
    long from = Math.max((current - WINDOW_SLOTS + 1) << SLOT_SHIFT, createdAt);
    if (now <= from) {
      return 0;
    }
    long idle = 0;
    for (int slot = 0; slot < SLOTS; slot++) {
      long epoch = slotEpoch.getAcquire(slot);
      if (epoch <= current && current - epoch < WINDOW_SLOTS) {
        idle += slotIdle.getOpaque(slot);
      }
    }
    long since = idleSince.getOpaque();
    if (since != NOT_IDLE) {
      idle += Math.max(now - Math.max(since, from), 0);
    }
    return Math.clamp(1 - (double) idle / (now - from), 0, 1);
  }

  private static Histogram read(AtomicLongArray histogram) {
    List<Long> counts = new ArrayList<>(Histogram.BUCKETS);
    for (int bucket = 0; bucket < Histogram.BUCKETS; bucket++) {
      counts.add(histogram.getOpaque(bucket));
    }
    return new Histogram(counts, histogram.getOpaque(Histogram.BUCKETS));
  }
}
