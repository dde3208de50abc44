package io.jobwheel.api.group;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.api.job.JobDocument;
import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The JSON document of a group in a list, without its jobs and their counts. */
@JsonPropertyOrder({"id", "mode", "state", "returnWhen", "createdAt", "startedAt", "finishedAt"})
record GroupItem(
    UUID id,
    String mode,
    JobState state,
    CompletionCondition returnWhen,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt) {

  static GroupItem of(JobGroup group) {
    return new GroupItem(
        group.id(),
        group.mode().wireName(),
        group.state(),
        group.returnWhen(),
        JobDocument.toMicros(group.createdAt()),
        group.startedAt() == null ? null : JobDocument.toMicros(group.startedAt()),
        group.finishedAt() == null ? null : JobDocument.toMicros(group.finishedAt()));
  }
}
