package io.jobwheel.execution.process;

/** A child could not be started; the message has what it wrote last. */
final class WorkerStartException extends RuntimeException {

  private final boolean killed;

  WorkerStartException(String message, boolean killed, Throwable cause) {
    super(message, cause);
    this.killed = killed;
  }

  /** Whether somebody killed it: the next one may well start. */
  boolean isKilled() {
    return killed;
  }
}
