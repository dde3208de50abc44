package io.jobwheel.api.problem;

/**
 * An answer whose beginning was sent and whose rest cannot be read. The failure is no cause of it:
 * a connection to the database breaks like one to a client, and it would be taken for that.
 */
public final class ResponseInterruptedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ResponseInterruptedException(RuntimeException failure) {
    super("The rest of the answer cannot be read: " + failure.getMessage());
    addSuppressed(failure);
  }
}
