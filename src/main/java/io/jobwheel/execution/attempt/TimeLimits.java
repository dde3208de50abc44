package io.jobwheel.execution.attempt;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Tells attempts to end when their time is over, from a platform thread of its own, so that bodies
 * that hold all carriers or pools cannot stop it. Safe from any thread.
 */
public final class TimeLimits implements AutoCloseable {

  private final ScheduledThreadPoolExecutor timers;

  public TimeLimits() {
    timers =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("jobwheel-time-limits").factory());
    timers.setRemoveOnCancelPolicy(true);
  }

  /** The attempt has begun and may take so long; cancel what this returns when it has ended. */
  public Future<?> start(RunningAttempt running, Duration limit) {
    return timers.schedule(
        () -> running.cancel(CancelReason.TIMED_OUT), limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    timers.shutdownNow();
  }
}
