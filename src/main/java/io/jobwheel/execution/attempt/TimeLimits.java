package io.jobwheel.execution.attempt;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Cancels attempts at the end of their time limit. Uses a platform thread of its own, so that
 * handlers that occupy all carrier threads or pools cannot delay it. Safe for use by any thread.
 */
public final class TimeLimits implements AutoCloseable {

  private final ScheduledThreadPoolExecutor timers;

  public TimeLimits() {
    timers =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("jobwheel-time-limits").factory());
    timers.setRemoveOnCancelPolicy(true);
  }

  /**
   * Starts the time limit of an attempt. The caller cancels the returned future when the attempt
   * ends.
   */
  public Future<?> start(RunningAttempt running, Duration limit) {
    return timers.schedule(
        () -> running.cancel(CancelReason.TIMED_OUT), limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    timers.shutdownNow();
  }
}
