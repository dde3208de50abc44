package io.jobwheel.eventloop;

/**
 * Handles errors that nothing else does: of a callback, and of a task or future whose error was
 * never read.
 */
@FunctionalInterface
public interface ExceptionHandler {

  /** Handles the error, on the loop. What it throws is logged, and does not end the loop. */
  void handle(EventLoop loop, ExceptionContext context);
}
