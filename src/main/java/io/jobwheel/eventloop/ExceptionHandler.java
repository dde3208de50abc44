package io.jobwheel.eventloop;

/** Is told of errors that nobody waits for: a callback that threw, a task that failed unread. */
@FunctionalInterface
public interface ExceptionHandler {

  /**
   * Called on the loop; what it throws is dropped, so that it cannot end the loop.
   *
   * @param context what failed, such as {@code callback} or the name of the task
   */
  void unhandled(EventLoop loop, String context, Throwable error);
}
