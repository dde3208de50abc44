package io.jobwheel.dispatch.request;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client's request for a job, before validation. {@code null} stands for a field that is absent.
 *
 * @param mode wire name of the mode; default: that of the type
 * @param payload JSON text
 * @param priority default: 0
 * @param runAt ISO-8601 time with {@code Z} or an offset, from year 0000 to 9999 in UTC; default:
 *     now
 * @param maxAttempts number of failed attempts after which the job fails; default: that of the type
 * @param backoff pause after the first failure, a duration such as {@code 2s}; default: that of the
 *     type
 * @param timeout time limit of an attempt, a duration such as {@code 30s}; default: that of the
 *     type
 * @param webhook the receiver of its end; default: none
 * @param unique the condition that it is the only job with its key; default: none
 * @param fairness the key that it shares starts with others by; default: none
 * @param deadline when it fails unless it has ended, a time as {@code runAt} or a duration from the
 *     submission such as {@code 10m}; default: never
 * @param limits the limits that hold for it, besides those of its type; default: none
 */
@JsonPropertyOrder({
  "type",
  "mode",
  "payload",
  "priority",
  "runAt",
  "maxAttempts",
  "backoff",
  "timeout",
  "webhook",
  "unique",
  "fairness",
  "deadline",
  "limits"
})
public record JobRequest(
    @Nullable String type,
    @Nullable String mode,
    @Nullable String payload,
    @Nullable Integer priority,
    @Nullable String runAt,
    @Nullable Integer maxAttempts,
    @Nullable String backoff,
    @Nullable String timeout,
    @Nullable WebhookRequest webhook,
    @Nullable UniqueRequest unique,
    @Nullable FairnessRequest fairness,
    @Nullable String deadline,
    @Nullable List<@Nullable JobLimitRequest> limits) {

  /** Creates a request for a job without a unique key, fairness, a deadline and limits. */
  public JobRequest(
      @Nullable String type,
      @Nullable String mode,
      @Nullable String payload,
      @Nullable Integer priority,
      @Nullable String runAt,
      @Nullable Integer maxAttempts,
      @Nullable String backoff,
      @Nullable String timeout,
      @Nullable WebhookRequest webhook) {
    this(
        type,
        mode,
        payload,
        priority,
        runAt,
        maxAttempts,
        backoff,
        timeout,
        webhook,
        null,
        null,
        null,
        null);
  }
}
