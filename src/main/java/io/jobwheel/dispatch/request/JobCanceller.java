package io.jobwheel.dispatch.request;

import io.jobwheel.job.Job;
import java.util.UUID;

/** Cancels jobs. Safe for use by any thread. */
public interface JobCanceller {

  /**
   * Cancels a waiting job at once, or requests the cancellation of a running one. A second request
   * has no effect.
   *
   * @return the job after the request, without its texts ({@link Job#brief()}); {@code RUNNING} if
   *     its attempt has not ended yet
   * @throws JobNotFoundException if the job does not exist
   * @throws JobConflictException if the job has finished
   */
  Job cancel(UUID jobId);
}
