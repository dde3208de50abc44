package io.jobwheel.handler;

import io.jobwheel.job.JobError;
import io.jobwheel.job.Retry;

/**
 * Thrown by a handler to fail the attempt with an error code of its own, and to state whether
 * another attempt makes sense. Any other exception fails the attempt with the code {@code
 * handler-failed}, and the job's {@link io.jobwheel.job.AttemptPolicy} applies.
 */
public class JobFailedException extends RuntimeException {

  private final String code;
  private final transient Retry retry;

  /**
   * Creates the exception.
   *
   * @param code the error code in kebab case, such as {@code unexpected-status}; at most 63
   *     characters
   * @param message the message that is stored and shown; it must not contain secrets
   * @param retry whether and when another attempt makes sense
   * @throws IllegalArgumentException if the code does not have this form
   */
  public JobFailedException(String code, String message, Retry retry) {
    super(message);
    if (!code.matches("[a-z][a-z0-9-]{0,62}")) {
      throw new IllegalArgumentException(
          "An error code must consist of lower-case letters, digits and dashes: '%s'"
              .formatted(code));
    }
    this.code = code;
    this.retry = retry;
  }

  /** Creates the exception with its cause. */
  public JobFailedException(String code, String message, Retry retry, Throwable cause) {
    this(code, message, retry);
    var _ = initCause(cause);
  }

  /** Returns the error as it is stored. */
  public JobError error() {
    return new JobError(code, String.valueOf(getMessage()));
  }

  /** Returns whether and when another attempt makes sense. */
  public Retry retry() {
    return retry;
  }
}
