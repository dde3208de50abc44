package io.jobwheel.eventloop;

/** Passes errors that nothing else handles to the exception handler of a loop. */
final class ErrorReporter {

  private final EventLoop loop;
  // written on the loop, read by any thread
  private volatile ExceptionHandler handler;

  ErrorReporter(EventLoop loop, ExceptionHandler handler) {
    this.loop = loop;
    this.handler = handler;
  }

  void setHandler(ExceptionHandler handler) {
    this.handler = handler;
  }

  /**
   * Passes an error to the handler. Throws nothing, since it is called in the middle of changes; an
   * exception of the handler is logged.
   */
  void report(ExceptionContext context) {
    try {
      handler.handle(loop, context);
    } catch (Throwable e) {
      try {
        if (context.error() != null) {
          e.addSuppressed(context.error());
        }
        log(loop, new ExceptionContext("exception handler", e));
      } catch (Throwable ignored) {
        // it cannot be reported anywhere
      }
    }
  }

  /** Writes an error to the log: the default handler. */
  static void log(EventLoop loop, ExceptionContext context) {
    System.getLogger(EventLoop.class.getName())
        .log(
            System.Logger.Level.ERROR,
            "%s - unhandled error in %s".formatted(loop, context.message()),
            context.error());
  }
}
