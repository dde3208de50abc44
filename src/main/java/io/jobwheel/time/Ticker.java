package io.jobwheel.time;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Condition;

/**
 * A source of steady time, which only grows and is independent of corrections of the time of day.
 * Used for limits, pauses and durations. A moment is a value of {@link #read}; moments of different
 * tickers cannot be compared. Safe for use by any thread.
 */
@FunctionalInterface
public interface Ticker {

  /** Returns the current moment: nanoseconds since an arbitrary origin. */
  long read();

  /** Returns the steady time of the machine. */
  static Ticker system() {
    return System::nanoTime;
  }

  /** Returns the moment that is {@code length} from now. */
  default long after(Duration length) {
    return read() + length.toNanos();
  }

  /** Returns the time that has passed since {@code moment}; negative if it is in the future. */
  default Duration since(long moment) {
    return Duration.ofNanos(read() - moment);
  }

  /** Returns the time that is left until {@code moment}; zero if it has passed. */
  default Duration until(long moment) {
    return Duration.ofNanos(Math.max(moment - read(), 0));
  }

  /** Returns whether {@code moment} has been reached. */
  default boolean hasReached(long moment) {
    return read() - moment >= 0;
  }

  /**
   * Blocks until {@code condition} is signalled or {@code moment} is reached. A spurious wakeup is
   * possible, so the caller must call it in a loop. The calling thread must hold the lock of the
   * condition.
   */
  @SuppressWarnings("WaitNotInLoop") // the loop is the caller's
  default void await(Condition condition, long moment) throws InterruptedException {
    var _ = condition.awaitNanos(moment - read());
  }

  /**
   * Runs {@code task} once, {@code delay} from now. All timers share a thread, so the task must not
   * block. An error of the task is logged. Cancelling the returned future removes the timer.
   */
  default Future<?> schedule(Duration delay, Runnable task) {
    return SystemTimers.schedule(delay, task);
  }

  /**
   * Runs {@code task} as {@link #schedule} does, unless {@code future} completes within {@code
   * limit}, which removes the timer.
   */
  default void onTimeout(CompletableFuture<?> future, Duration limit, Runnable task) {
    if (!future.isDone()) {
      Future<?> timer = schedule(limit, task);
      var _ = future.whenComplete((_, _) -> timer.cancel(false));
    }
  }
}
