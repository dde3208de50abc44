package io.jobwheel.eventloop;

/**
 * Handles errors that nothing else handles: of a callback, and of a task or future whose error was
 * never read.
 */
@FunctionalInterface
public interface ExceptionHandler {

  /**
   * Handles the error. Called on the loop. An exception that the handler throws is logged, and does
   * not end the loop.
   */
  void handle(EventLoop loop, ExceptionContext context);
}
