package io.jobwheel.dispatch.fleet;

import io.jobwheel.store.query.NodeStatus.LaneUtilization;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The utilization of a lane over the last 15 minutes. Time is divided into windows of {@link
 * LaneUtilization#INTERVAL}; each window that is over has one sample, the average of the readings
 * in it. Safe for use by any thread.
 */
final class UtilizationHistory {

  private static final long WINDOW = LaneUtilization.INTERVAL.toNanos();

  private final Ticker ticker;
  private final ReentrantLock lock = new ReentrantLock();

  // guarded by lock
  private final Deque<Integer> samples = new ArrayDeque<>(LaneUtilization.MAX_SAMPLES);
  private long windowStart;
  private double sum;
  private int readings;

  /** Creates a history whose first window begins at that moment of the ticker. */
  UtilizationHistory(Ticker ticker, long start) {
    this.ticker = ticker;
    this.windowStart = start;
  }

  /**
   * Adds a reading of this moment.
   *
   * @param share used share of the slots; more than 1 counts as 1
   */
  void add(double share) {
    lock.lock();
    try {
      endWindows(ticker.read());
      sum += Math.clamp(share, 0, 1);
      readings++;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the samples of all windows that are over. */
  LaneUtilization samples() {
    lock.lock();
    try {
      long now = ticker.read();
      endWindows(now);
      return samples.isEmpty()
          ? LaneUtilization.EMPTY
          : new LaneUtilization(Duration.ofNanos(now - windowStart), List.copyOf(samples));
    } finally {
      lock.unlock();
    }
  }

  /** Moves to the window of this moment. */
  private void endWindows(long now) {
    if (now - windowStart < 0) { // time that went back, which a sample must not cover twice
      windowStart = now;
      return;
    }
    long over = (now - windowStart) / WINDOW;
    if (over == 0) {
      return;
    }
    add(sample());
    for (long gap = Math.max(1, over - LaneUtilization.MAX_SAMPLES); gap < over; gap++) {
      add(LaneUtilization.NONE);
    }
    windowStart += over * WINDOW;
    sum = 0;
    readings = 0;
  }

  /** Returns the average in percent; 0 only if no slot was in use, so that rare use is visible. */
  private int sample() {
    if (readings == 0) {
      return LaneUtilization.NONE;
    }
    double percent = 100 * sum / readings;
    return percent > 0 ? Math.max(1, (int) Math.round(percent)) : 0;
  }

  private void add(int sample) {
    if (samples.size() == LaneUtilization.MAX_SAMPLES) {
      samples.removeFirst();
    }
    samples.addLast(sample);
  }
}
