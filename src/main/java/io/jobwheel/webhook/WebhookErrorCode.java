package io.jobwheel.webhook;

import io.jobwheel.handler.JobFailedException;
import io.jobwheel.job.Retry;
import java.util.Locale;

/**
 * The error codes of deliveries, besides those of the job type {@code http}. {@code docs/errors.md}
 * describes them.
 */
public enum WebhookErrorCode {
  /** The receiver answered neither 2xx nor 410. */
  WEBHOOK_REFUSED,
  /** The receiver answered 410. */
  WEBHOOK_GONE,
  /** This node does not have the endpoint, or no secrets for URLs of clients. */
  UNKNOWN_RECEIVER,
  /** Too many calls to the receiver are in progress. */
  RECEIVER_BUSY;

  /** Returns the code as clients see it, such as {@code webhook-refused}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  JobFailedException failure(String message, Retry retry) {
    return new JobFailedException(code(), message, retry);
  }
}
