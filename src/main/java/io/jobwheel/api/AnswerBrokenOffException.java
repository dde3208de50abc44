package io.jobwheel.api;

/**
 * An answer whose beginning was sent and whose rest cannot be read. The failure is no cause of it:
 * a connection to the database breaks like one to a client, and it would be taken for that.
 */
final class AnswerBrokenOffException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  AnswerBrokenOffException(RuntimeException failure) {
    super("The rest of the answer cannot be read: " + failure.getMessage());
    addSuppressed(failure);
  }
}
