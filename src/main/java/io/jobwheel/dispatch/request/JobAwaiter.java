package io.jobwheel.dispatch.request;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Waits for jobs without occupying a thread. Safe for use by any thread. */
public interface JobAwaiter {

  /**
   * Returns a future that completes with the job when the job has finished, and with its current
   * state when the limit is over or the node shuts down. The job lacks its texts ({@link
   * Job#brief()}), because many jobs may be awaited.
   *
   * @throws JobNotFoundException if the job does not exist
   */
  CompletableFuture<Job> awaitJob(UUID jobId, Duration limit);

  /**
   * Returns a future that completes with the group when its condition is met, and with its current
   * state when the limit is over or the node shuts down.
   *
   * @throws JobNotFoundException if the group does not exist
   */
  CompletableFuture<JobGroup> awaitGroup(UUID groupId, Duration limit);
}
