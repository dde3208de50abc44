package io.jobwheel.api.batch;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jobwheel.dispatch.request.BatchOutcome;
import io.jobwheel.dispatch.request.SubmittedBatch;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.JobState;
import io.jobwheel.store.Duplicate.DuplicateOutcome;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The JSON document of a submitted batch.
 *
 * @param accepted number of jobs that are stored, including duplicates
 * @param rejected number of jobs that are invalid, whose unique key is held by another job, or for
 *     which a limit has no permits
 * @param items one for each job, in the order of the request
 */
record BatchDocument(int accepted, int rejected, List<Item> items) {

  /**
   * One job.
   *
   * @param id the id of a stored job
   * @param state the state of a stored job; omitted if the job was deleted since
   * @param duplicate true if the request has not created the job, since it holds the unique key
   * @param replaced true if the request has changed the duplicate
   * @param error the first error of an invalid job
   * @param errorCount the number of all errors of an invalid job
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Item(
      @Nullable UUID id,
      @Nullable JobState state,
      @Nullable Boolean duplicate,
      @Nullable Boolean replaced,
      @Nullable FieldError error,
      @Nullable Integer errorCount) {

    static Item of(BatchOutcome outcome) {
      return switch (outcome) {
        case BatchOutcome.Accepted(UUID id, JobState state, DuplicateOutcome duplicate) ->
            new Item(
                id,
                state,
                duplicate == null ? null : true,
                duplicate == DuplicateOutcome.REPLACED ? true : null,
                null,
                null);
        case BatchOutcome.Rejected(var errors) ->
            new Item(null, null, null, null, errors.listed().getFirst(), errors.count());
      };
    }
  }

  static BatchDocument of(SubmittedBatch batch) {
    List<Item> items = batch.outcomes().stream().map(Item::of).toList();
    int accepted = (int) items.stream().filter(item -> item.id() != null).count();
    return new BatchDocument(accepted, items.size() - accepted, items);
  }
}
