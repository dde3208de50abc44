package io.jobwheel.handler;

import io.jobwheel.job.Retry;

/**
 * Thrown by a handler when something that it called, such as a server or a program, exceeded the
 * handler's own time limit. Metrics count it separately from attempts that exceed the job's time
 * limit.
 */
public final class CallTimedOutException extends JobFailedException {

  /**
   * Creates the exception.
   *
   * @param code the error code in kebab case, such as {@code call-timed-out}
   * @param message the message that is stored and shown; it must not contain secrets
   * @param retry whether and when another attempt makes sense
   */
  public CallTimedOutException(String code, String message, Retry retry) {
    super(code, message, retry);
  }
}
