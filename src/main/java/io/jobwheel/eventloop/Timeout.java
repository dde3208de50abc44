package io.jobwheel.eventloop;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Limits the time that a task spends inside a scope: asyncio's {@code Timeout}, opened by {@link
 * EventLoop#timeout} and {@link EventLoop#timeoutAt}. The limit can be moved while the scope is
 * open. Confined to its loop.
 *
 * <p>At the deadline the scope cancels its task, once. Where that cancellation leaves the scope, it
 * becomes a {@link TimeoutException}. If there was another cancellation request as well, the
 * cancellation is thrown unchanged. So each of several nested scopes converts only the cancellation
 * of its own deadline.
 */
public final class Timeout {

  private enum TimeoutState {
    ACTIVE,
    EXPIRING, // the task is cancelled, and the body has not ended
    EXPIRED,
    FINISHED
  }

  private final Task<?> task;
  private final EventLoop loop;
  private final ScopeCancellation cancellation;
  private TimeoutState state = TimeoutState.ACTIVE;
  private long deadline;
  private @Nullable Handle timer;

  private Timeout(Task<?> task, long deadline) {
    this.task = task;
    this.loop = task.loop();
    this.cancellation = new ScopeCancellation(task);
    this.deadline = deadline;
    this.timer = setTimer();
  }

  static <T extends @Nullable Object, X extends Throwable> T run(
      Duration limit, ScopeBody<? super Timeout, ? extends T, X> body) throws X {
    return runUntil(EventLoop.currentTask().loop().time() + Delays.nanos(limit), body);
  }

  static <T extends @Nullable Object, X extends Throwable> T runUntil(
      long deadline, ScopeBody<? super Timeout, ? extends T, X> body) throws X {
    Timeout scope = new Timeout(EventLoop.enterTask(), deadline);
    T result;
    try {
      result = body.run(scope);
    } catch (CancellationException e) {
      throw scope.exit() ? new TimeoutException(scope.timeoutMessage(), e) : e;
    } catch (Throwable e) {
      if (scope.exit()) {
        e.addSuppressed(
            new TimeoutException(scope.timeoutMessage())); // the reason for the interruption
      }
      throw e;
    }
    scope.exit(); // the body may have caught its cancellation: then nothing is thrown
    return result;
  }

  /**
   * Returns the deadline, as a time of {@link EventLoop#time}; {@link LoopTicker#NEVER} if there is
   * no limit. Can be called after the scope has ended.
   */
  public long when() {
    return deadline;
  }

  /**
   * Moves the deadline to a time of {@link EventLoop#time}, at most 73 years from now; {@link
   * Ticker#NEVER} removes the limit. A time in the past ends the scope's next wait.
   *
   * @throws IllegalStateException if the scope has expired or ended, or if called from outside the
   *     loop
   */
  public void reschedule(long newDeadline) {
    var _ = loop.enterCompound("reschedule a timeout");
    if (state != TimeoutState.ACTIVE) {
      throw new IllegalStateException("cannot reschedule %s".formatted(this));
    }
    cancelTimer();
    deadline = newDeadline;
    timer = setTimer();
  }

  /** Same as {@link #reschedule(long)}, with a limit that counts from now. */
  public void reschedule(Duration limit) {
    reschedule(loop.time() + Delays.nanos(limit));
  }

  /** Returns whether the deadline passed while the scope was open. */
  public boolean isExpired() {
    return state == TimeoutState.EXPIRING || state == TimeoutState.EXPIRED;
  }

  private @Nullable Handle setTimer() {
    if (deadline == LoopTicker.NEVER) {
      return null;
    }
    // a deadline in the past does not wait for a timer, so that not even one short wait gets
    // through
    return deadline - loop.time() <= 0
        ? loop.callSoon(this::expire)
        : loop.callAt(deadline, this::expire);
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private void expire() {
    var _ = loop.enter("cancel");
    timer = null;
    state = TimeoutState.EXPIRING;
    cancellation.request("the time limit is over");
  }

  /** Returns whether the scope's own request was the only one that ended the body. */
  private boolean exit() {
    cancelTimer();
    if (state == TimeoutState.ACTIVE) {
      state = TimeoutState.FINISHED;
      return false;
    }
    state = TimeoutState.EXPIRED;
    return cancellation.withdraw();
  }

  private String timeoutMessage() {
    return "%s was not done in time".formatted(task);
  }

  @Override
  public String toString() {
    return "Timeout[%s, %s]".formatted(task, state);
  }
}
