package io.jobwheel.handler;

import io.jobwheel.job.Retry;

/**
 * A failure because something that the handler called took longer than the handler lets it. It is
 * counted apart from attempts that exceed the time limit of their job.
 */
public final class CallTimedOutException extends JobFailedException {

  /**
   * Describes the failure.
   *
   * @param code in kebab case, such as {@code call-timed-out}
   * @param message for a person; no secrets, it is stored and shown
   * @param retry what is known about another attempt
   */
  public CallTimedOutException(String code, String message, Retry retry) {
    super(code, message, retry);
  }
}
