package io.jobwheel.eventloop;

/**
 * A {@link Queue} was shut down: it takes no more items, or it has none left and will never have.
 */
public final class QueueShutDownException extends RuntimeException {

  QueueShutDownException(String message) {
    super(message);
  }
}
