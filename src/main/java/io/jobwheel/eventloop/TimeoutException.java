package io.jobwheel.eventloop;

/**
 * Thrown if a time limit of the loop has passed: by {@link EventLoop#timeout}, {@link
 * EventLoop#waitFor} and {@link EventLoop#asCompleted}. Its cause is the cancellation that ended
 * the work, if there was one.
 *
 * <p>Unchecked, unlike {@link java.util.concurrent.TimeoutException}, to which it is not related:
 * an iterator may throw it, and an await of a task that failed with it throws the same instance. A
 * file that needs both types imports one and qualifies the other.
 */
public final class TimeoutException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public TimeoutException(String message) {
    super(message);
  }

  public TimeoutException(String message, Throwable cause) {
    super(message, cause);
  }
}
