package io.jobwheel.handler;

import io.jobwheel.job.JobError;
import io.jobwheel.job.Retry;

/**
 * A handler's own account of a failure: a code that clients and dashboards can count, and whether
 * another attempt makes sense. Any other exception fails the attempt with the code {@code
 * handler-failed} and is tried again as the job's policy says.
 */
public class JobFailedException extends RuntimeException {

  private final String code;
  private final transient Retry retry;

  /**
   * Describes a failure.
   *
   * @param code in kebab case, such as {@code unexpected-status}
   * @param message for a person; no secrets, it is stored and shown
   * @param retry what is known about another attempt
   */
  public JobFailedException(String code, String message, Retry retry) {
    super(message);
    if (!code.matches("[a-z][a-z0-9-]{0,62}")) {
      throw new IllegalArgumentException(
          "A code has lower case letters, digits and dashes, unlike '%s'".formatted(code));
    }
    this.code = code;
    this.retry = retry;
  }

  /** As above, with the exception that it came from. */
  public JobFailedException(String code, String message, Retry retry, Throwable cause) {
    this(code, message, retry);
    var _ = initCause(cause);
  }

  /** The failure as it is stored. */
  public JobError error() {
    return new JobError(code, String.valueOf(getMessage()));
  }

  /** What is known about another attempt. */
  public Retry retry() {
    return retry;
  }
}
