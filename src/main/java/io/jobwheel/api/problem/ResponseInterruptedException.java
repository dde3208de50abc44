package io.jobwheel.api.problem;

/**
 * The rest of a response that is partly sent cannot be read. The failure is suppressed, not the
 * cause: a lost connection to the database would pass for a disconnected client.
 */
public final class ResponseInterruptedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ResponseInterruptedException(RuntimeException failure) {
    super("The rest of the response cannot be read: " + failure.getMessage());
    addSuppressed(failure);
  }
}
