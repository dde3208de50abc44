package io.jobwheel.api.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.api.job.JobDocument;
import io.jobwheel.api.job.WebhookDocument;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobState;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON document of a delivery. It contains nothing of the receiver's answers but their status.
 *
 * @param id the id of the delivery, which is a job of the type {@code webhook}
 * @param messageId the header {@code webhook-id} of its calls
 * @param endpoint the name of the configured endpoint; omitted for the URL of a client
 * @param url the URL of a client without its query; omitted for an endpoint
 * @param state {@code FAILED} if it was given up
 * @param status the status code of the answer; omitted until the delivery has succeeded
 * @param error why the last attempt failed; null if it did not
 * @param nextAttemptAt when it is tried next; null if it has ended or is being tried
 */
@JsonPropertyOrder({
  "id",
  "messageId",
  "event",
  "endpoint",
  "url",
  "state",
  "attempts",
  "status",
  "error",
  "createdAt",
  "nextAttemptAt",
  "finishedAt"
})
record DeliveryDocument(
    UUID id,
    String messageId,
    String event,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String endpoint,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String url,
    JobState state,
    int attempts,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer status,
    @Nullable JobError error,
    Instant createdAt,
    @Nullable Instant nextAttemptAt,
    @Nullable Instant finishedAt) {

  /**
   * Returns the document of a delivery.
   *
   * @param job the delivery with its texts
   */
  static DeliveryDocument of(Job job, JsonMapper json) {
    JsonNode payload = json.readTree(job.payload());
    String url = payload.path("url").stringValue(null);
    Instant finishedAt = job.finishedAt();
    return new DeliveryDocument(
        job.id(),
        payload.path("messageId").stringValue(""),
        payload.path("event").stringValue(""),
        payload.path("endpoint").stringValue(null),
        url == null ? null : WebhookDocument.withoutQuery(url),
        job.state(),
        job.attempt(),
        job.result() == null ? null : json.readTree(job.result()).path("status").intValue(),
        job.error(),
        JobDocument.toMicros(job.createdAt()),
        switch (job.state()) {
          case SCHEDULED, BLOCKED, QUEUED -> JobDocument.toMicros(job.runAt());
          case RUNNING, SUCCEEDED, FAILED, CANCELLED -> null;
        },
        finishedAt == null ? null : JobDocument.toMicros(finishedAt));
  }
}
