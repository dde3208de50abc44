package io.jobwheel.api.operation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.store.operation.Operation;
import io.jobwheel.store.operation.OperationAction;
import io.jobwheel.store.operation.OperationProgress;
import io.jobwheel.store.operation.OperationState;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The JSON document of a bulk operation.
 *
 * @param priority omitted if the jobs keep theirs
 * @param rate jobs per second; omitted without a limit
 * @param matched the number of jobs that matched at the beginning; {@code null} until they are
 *     counted, or if there are too many to count
 * @param done the number of jobs that it has acted on
 * @param blockedBy what delays it; omitted for nothing
 * @param error why the service has paused it; omitted if it has not
 * @param createdBy the submitter of the request; omitted if authentication was disabled
 * @param finishedAt {@code null} until it has ended
 */
@JsonPropertyOrder({
  "id",
  "action",
  "filter",
  "priority",
  "rate",
  "state",
  "matched",
  "done",
  "skipped",
  "blockedBy",
  "error",
  "createdBy",
  "createdAt",
  "finishedAt"
})
record OperationDocument(
    UUID id,
    OperationAction action,
    FilterDocument filter,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer priority,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer rate,
    OperationState state,
    @Nullable Long matched,
    long done,
    SkippedDocument skipped,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String blockedBy,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String error,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String createdBy,
    Instant createdAt,
    @Nullable Instant finishedAt) {

  /**
   * The numbers of jobs that it has not acted on, by reason.
   *
   * @param changed they did not match any more when it came to them
   * @param inOpenGroup they were not deleted, because their group has not finished
   * @param keyHeld they were not redriven, because other jobs hold their unique keys
   */
  record SkippedDocument(long changed, long inOpenGroup, long keyHeld) {}

  static OperationDocument of(Operation operation) {
    OperationProgress progress = operation.progress();
    return new OperationDocument(
        operation.id(),
        operation.spec().action(),
        FilterDocument.of(operation.spec().filter()),
        operation.spec().priority(),
        operation.spec().rate(),
        operation.state(),
        progress.matched(),
        progress.done(),
        new SkippedDocument(progress.changed(), progress.inOpenGroup(), progress.keyHeld()),
        progress.blockedBy(),
        progress.error(),
        operation.createdBy(),
        operation.createdAt(),
        operation.finishedAt());
  }
}
