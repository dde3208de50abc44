package io.jobwheel.dispatch;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Waits for jobs without holding a thread. Safe from any thread. */
public interface JobAwaiter {

  /**
   * The job once it has ended, or as it is when the limit is over or the node goes down; without
   * its texts ({@link Job#brief()}), since many may be awaited.
   *
   * @throws JobNotFoundException when there is no such job
   */
  CompletableFuture<Job> awaitJob(UUID jobId, Duration limit);

  /**
   * The group once its condition is met, or as it is when the limit is over or the node goes down.
   *
   * @throws JobNotFoundException when there is no such group
   */
  CompletableFuture<JobGroup> awaitGroup(UUID groupId, Duration limit);
}
