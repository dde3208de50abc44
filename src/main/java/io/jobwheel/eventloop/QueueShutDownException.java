package io.jobwheel.eventloop;

/** Thrown if a {@link Queue} was shut down and accepts no more items, or has none left. */
public final class QueueShutDownException extends RuntimeException {

  QueueShutDownException(String message) {
    super(message);
  }
}
