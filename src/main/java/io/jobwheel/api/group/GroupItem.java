package io.jobwheel.api.group;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.api.job.JobDocument;
import io.jobwheel.api.job.WebhookDocument;
import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The JSON document of a group in a list, without its jobs and their counts. */
@JsonPropertyOrder({
  "id",
  "mode",
  "state",
  "returnWhen",
  "webhook",
  "createdAt",
  "startedAt",
  "finishedAt"
})
public record GroupItem(
    UUID id,
    String mode,
    JobState state,
    CompletionCondition returnWhen,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable WebhookDocument webhook,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt) {

  /** Returns the document of a group. */
  public static GroupItem of(JobGroup group) {
    return new GroupItem(
        group.id(),
        group.mode().wireName(),
        group.state(),
        group.returnWhen(),
        WebhookDocument.of(group.webhook()),
        JobDocument.toMicros(group.createdAt()),
        group.startedAt() == null ? null : JobDocument.toMicros(group.startedAt()),
        group.finishedAt() == null ? null : JobDocument.toMicros(group.finishedAt()));
  }
}
