package io.jobwheel.api.schedule;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.api.job.JobDocument;
import io.jobwheel.store.schedule.FireKind;
import io.jobwheel.store.schedule.FireOutcome;
import io.jobwheel.store.schedule.FireRecord;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The JSON document of what became of a due time.
 *
 * @param jobId omitted if there is no job, or a group
 * @param groupId omitted if there is no group
 * @param reason why there is neither; omitted if there is one
 */
@JsonPropertyOrder({"dueAt", "kind", "outcome", "at", "jobId", "groupId", "reason"})
@JsonInclude(JsonInclude.Include.NON_NULL)
record FireDocument(
    Instant dueAt,
    FireKind kind,
    FireOutcome outcome,
    Instant at,
    @Nullable UUID jobId,
    @Nullable UUID groupId,
    @Nullable String reason) {

  /**
   * Returns the document.
   *
   * @param ofGroup whether the schedule submits a group
   */
  static FireDocument of(FireRecord fire, boolean ofGroup) {
    return new FireDocument(
        JobDocument.toMicros(fire.dueAt()),
        fire.kind(),
        fire.outcome(),
        JobDocument.toMicros(fire.at()),
        ofGroup ? null : fire.subject(),
        ofGroup ? fire.subject() : null,
        fire.reason());
  }
}
