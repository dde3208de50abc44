package io.jobwheel.dispatch.fleet;

import io.jobwheel.execution.Lane;
import io.jobwheel.execution.Lanes;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.store.query.NodeStatus.LaneUtilization;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Reads the utilization of all lanes each second, by a timer that it shares with others. A reading
 * takes no lock of a lane. Safe for use by any thread.
 */
public final class UtilizationSampler implements AutoCloseable {

  /** Interval of the readings. */
  static final Duration EVERY = Duration.ofSeconds(1);

  private final Lanes lanes;
  private final Ticker ticker;
  private final Map<ExecutionMode, UtilizationHistory> histories =
      new EnumMap<>(ExecutionMode.class);
  private final ReentrantLock lock = new ReentrantLock();

  // guarded by lock
  private @Nullable Future<?> timer;
  private boolean closed;

  public UtilizationSampler(Lanes lanes, Ticker ticker) {
    this.lanes = lanes;
    this.ticker = ticker;
    long start = ticker.read(); // the same windows for all lanes
    for (ExecutionMode mode : ExecutionMode.values()) {
      histories.put(mode, new UtilizationHistory(ticker, start));
    }
  }

  /** Starts the readings. */
  public void start() {
    lock.lock();
    try {
      if (!closed) {
        timer = ticker.schedule(EVERY, this::sample);
      }
    } finally {
      lock.unlock();
    }
  }

  private void sample() {
    try {
      for (Lane lane : lanes.all()) {
        int slots = lane.slots();
        history(lane.mode()).add(slots == 0 ? 0 : (double) lane.running() / slots);
      }
    } finally { // an error must not end the readings
      start();
    }
  }

  /** Returns the samples of a lane. */
  LaneUtilization of(ExecutionMode mode) {
    return history(mode).samples();
  }

  private UtilizationHistory history(ExecutionMode mode) {
    return Objects.requireNonNull(histories.get(mode));
  }

  /** Ends the readings for good. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      if (timer != null) {
        timer.cancel(false);
      }
    } finally {
      lock.unlock();
    }
  }
}
