package io.jobwheel.store;

import io.jobwheel.job.JobState;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * Deletes finished jobs before their retention ends. Thread-safe. The futures fail with {@link
 * StoreUnavailableException} if the store cannot be written.
 */
public interface JobDeletions {

  /** The effect of a request to delete a job. */
  enum DeletionDecision {
    /** The job is deleted, with its output and its attempts. */
    DELETED,
    /** The job has not finished. Nothing was written. */
    NOT_FINISHED,
    /** The group of the job has not finished. Nothing was written. */
    GROUP_NOT_FINISHED
  }

  /**
   * The result of a request to delete a job.
   *
   * @param state the state of the job before
   */
  record Deletion(DeletionDecision decision, JobState state) {}

  /**
   * Deletes a finished job, and its group with the last of its jobs, and leaves a tombstone for
   * each. The result is empty if the job does not exist.
   */
  CompletableFuture<Optional<Deletion>> delete(UUID jobId, Instant now);
}
