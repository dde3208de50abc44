package io.jobwheel.execution.attempt;

import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.util.concurrent.Future;

/** Cancels attempts at the end of their time limit. Safe for use by any thread. */
public final class TimeLimits {

  private final Ticker ticker;

  public TimeLimits(Ticker ticker) {
    this.ticker = ticker;
  }

  /**
   * Starts the time limit of an attempt. The caller cancels the returned future when the attempt
   * ends.
   */
  public Future<?> start(RunningAttempt running, Duration limit) {
    return ticker.schedule(limit, () -> running.timeOut());
  }
}
