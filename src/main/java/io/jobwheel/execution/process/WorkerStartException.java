package io.jobwheel.execution.process;

/**
 * Thrown if a worker process could not be started. The message includes the last lines of its
 * output.
 */
final class WorkerStartException extends RuntimeException {

  private final boolean killed;

  WorkerStartException(String message, boolean killed, Throwable cause) {
    super(message, cause);
    this.killed = killed;
  }

  /** Returns whether the process was killed by a signal: the next start may succeed. */
  boolean isKilled() {
    return killed;
  }
}
