package io.jobwheel.eventloop;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * A time limit for what a task does inside a scope: asyncio's {@code Timeout}, opened by {@link
 * EventLoop#timeout} and {@link EventLoop#timeoutAt}. The limit may be moved while the scope is
 * open. Confined to its loop.
 *
 * <p>At the deadline the scope cancels its task, once. Where that cancellation leaves the scope, it
 * becomes a {@link TimeoutException}; unless somebody else asked to cancel the task as well: then
 * the request is not the scope's to swallow and goes on. So of nested scopes each answers for its
 * own deadline only.
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
    return runUntil(EventLoop.currentTask().loop().time() + EventLoop.nanos(limit), body);
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
        e.addSuppressed(new TimeoutException(scope.timeoutMessage())); // what it was interrupted by
      }
      throw e;
    }
    scope.exit(); // the body may have swallowed its cancellation: then nothing is thrown
    return result;
  }

  /**
   * The deadline, as a time of {@link EventLoop#time}; {@link Ticker#NEVER} without a limit. Also
   * after the scope has ended.
   */
  public long when() {
    return deadline;
  }

  /**
   * Moves the deadline to a time of {@link EventLoop#time}, at most 73 years from now; {@link
   * Ticker#NEVER} takes the limit away. A time that is past ends the scope's next wait.
   *
   * @throws IllegalStateException when the scope has expired or ended, or when called from outside
   *     the loop
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

  /** As {@link #reschedule(long)}; the limit counts from now. */
  public void reschedule(Duration limit) {
    reschedule(loop.time() + EventLoop.nanos(limit));
  }

  /** Whether the deadline passed while the scope was open. */
  public boolean isExpired() {
    return state == TimeoutState.EXPIRING || state == TimeoutState.EXPIRED;
  }

  private @Nullable Handle setTimer() {
    if (deadline == Ticker.NEVER) {
      return null;
    }
    // what is due already waits for no timer, so that not even one short wait gets through
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

  /** Whether the scope's own request was the only one that ended the body. */
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
