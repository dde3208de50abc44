package io.jobwheel.api.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.job.AttemptOutcome;
import io.jobwheel.job.AttemptRecord;
import io.jobwheel.job.AttemptRecord.AttemptNode;
import io.jobwheel.job.JobError;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The JSON document of an attempt of a job.
 *
 * @param node omitted for the attempt that ended its job
 * @param counted whether it counted toward {@code maxAttempts}
 */
@JsonPropertyOrder({"attempt", "outcome", "counted", "node", "error", "startedAt", "finishedAt"})
record AttemptDocument(
    int attempt,
    AttemptOutcome outcome,
    boolean counted,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable NodeDocument node,
    @Nullable JobError error,
    Instant startedAt,
    @Nullable Instant finishedAt) {

  /**
   * The node that ran an attempt.
   *
   * @param name omitted if it is not known
   */
  record NodeDocument(UUID id, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String name) {}

  static AttemptDocument of(AttemptRecord attempt) {
    AttemptNode node = attempt.node();
    Instant endedAt = attempt.endedAt();
    return new AttemptDocument(
        attempt.number(),
        attempt.outcome(),
        attempt.counted(),
        node == null ? null : new NodeDocument(node.id(), node.name()),
        attempt.error(),
        JobDocument.toMicros(attempt.startedAt()),
        endedAt == null ? null : JobDocument.toMicros(endedAt));
  }
}
