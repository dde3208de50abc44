package io.jobwheel.eventloop;

/**
 * Thrown when a time limit of the loop is over: by {@link EventLoop#timeout}, {@link
 * EventLoop#waitFor} and {@link EventLoop#asCompleted}. Its cause is the cancellation that ended
 * what was under way, if there was one.
 *
 * <p>Unchecked, unlike {@link java.util.concurrent.TimeoutException}, with which it has nothing in
 * common but the name: an iterator may throw it, and whoever awaits a task that ended by it gets
 * the very instance. A file that needs both imports one and spells the other out.
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
