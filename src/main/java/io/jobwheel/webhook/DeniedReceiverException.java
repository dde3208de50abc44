package io.jobwheel.webhook;

/**
 * Thrown if the egress policy denies the URL of a configured endpoint; the service does not start.
 * The message does not contain the URL.
 */
final class DeniedReceiverException extends RuntimeException {

  /**
   * Creates the exception.
   *
   * @param endpoint the name of the endpoint
   * @param reason why the policy denies its URL, as the predicate of a sentence
   */
  DeniedReceiverException(String endpoint, String reason) {
    super("jobwheel.webhooks.%s.url %s.".formatted(endpoint, reason));
  }
}
