package io.jobwheel.store;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Cancels jobs. Thread-safe. The futures fail with {@link StoreUnavailableException} if the store
 * cannot be written.
 */
public interface JobCancellations {

  /** The effect of a cancellation request on a job. */
  enum Decision {
    /** The job was not running and is now {@code CANCELLED}. */
    CANCELLED,
    /**
     * The job is running, and its node has to forward the request to the attempt. Repeated requests
     * have the same result.
     */
    REQUESTED,
    /** The job had already finished. Nothing was written. */
    ALREADY_FINAL
  }

  /**
   * The result of a cancellation request for one job.
   *
   * @param job the job after the request, without its texts ({@link Job#brief()})
   * @param endedGroup the group that ended with this job, or {@code null}
   */
  record Cancellation(Decision decision, Job job, @Nullable JobGroup endedGroup) {}

  /** Cancels one job. The result is empty if the job does not exist. */
  CompletableFuture<Optional<Cancellation>> cancel(UUID jobId, Instant now);

  /** Cancels all unfinished jobs of a group. The result contains only these jobs. */
  CompletableFuture<List<Cancellation>> cancelGroup(UUID groupId, Instant now);
}
