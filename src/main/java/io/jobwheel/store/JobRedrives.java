package io.jobwheel.store;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobSpec;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Runs jobs again that failed or were cancelled. Thread-safe. The futures fail with {@link
 * StoreUnavailableException} if the store cannot be written.
 */
public interface JobRedrives {

  /**
   * What a redrive changes in a job.
   *
   * @param payload the new payload, as JSON; null to keep the old one
   * @param priority the new priority, {@value JobSpec#MIN_PRIORITY} to {@value
   *     JobSpec#MAX_PRIORITY}; null to keep the old one
   */
  record RedriveChanges(@Nullable String payload, @Nullable Integer priority) {

    /** Keeps the payload and the priority. */
    public static final RedriveChanges NONE = new RedriveChanges(null, null);

    /**
     * Creates changes.
     *
     * @throws IllegalArgumentException if the priority is out of range
     */
    public RedriveChanges {
      if (priority != null) {
        JobSpec.requirePriority(priority);
      }
    }
  }

  /**
   * The result of a redrive.
   *
   * @param redriven whether the job is now {@code QUEUED}; false if it had not failed and was not
   *     cancelled, or if another job holds its unique key, so that nothing was written
   * @param job the job after the redrive, without its texts ({@link Job#brief()})
   * @param holder the other job that holds its unique key; null if there is none
   */
  record Redrive(boolean redriven, Job job, @Nullable UUID holder) {

    /** Creates the result of a redrive whose key is free, or that has none. */
    public Redrive(boolean redriven, Job job) {
      this(redriven, job, null);
    }
  }

  /**
   * Queues a job that failed or was cancelled. It is due at {@code now}, has all of its attempts
   * again, keeps the history of those before, and has no deadline any more. It takes its unique key
   * again. The result is empty if the job does not exist.
   */
  CompletableFuture<Optional<Redrive>> redrive(UUID jobId, RedriveChanges changes, Instant now);
}
