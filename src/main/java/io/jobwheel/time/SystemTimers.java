package io.jobwheel.time;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The timers of the machine's steady time. They share a platform thread, so that handlers that
 * occupy all carrier threads or pools cannot delay them.
 */
final class SystemTimers {

  private static final Logger log = LoggerFactory.getLogger(SystemTimers.class);
  private static final ScheduledThreadPoolExecutor TIMERS = timers();

  private SystemTimers() {}

  private static ScheduledThreadPoolExecutor timers() {
    ScheduledThreadPoolExecutor timers =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("jobwheel-timers").factory());
    timers.setRemoveOnCancelPolicy(true);
    return timers;
  }

  static Future<?> schedule(Duration delay, Runnable task) {
    return TIMERS.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Returns the number of timers that are to run. */
  static int pending() {
    return TIMERS.getQueue().size();
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) { // the executor would drop it
      log.error("A timer failed", e);
    }
  }
}
