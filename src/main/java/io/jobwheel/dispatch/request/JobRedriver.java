package io.jobwheel.dispatch.request;

import io.jobwheel.job.InvalidJobException;
import io.jobwheel.job.Job;
import io.jobwheel.store.StoreUnavailableException;
import java.util.UUID;

/** Runs single jobs again. Safe for use by any thread. */
public interface JobRedriver {

  /**
   * Queues a job that failed or was cancelled, with all of its attempts. Its history stays.
   *
   * @return the queued job, without its texts ({@link Job#brief()})
   * @throws JobNotFoundException if the job does not exist
   * @throws JobConflictException if the job has not failed and was not cancelled; so a second
   *     request has no effect
   * @throws InvalidJobException if the new payload or priority is invalid, or if this node does not
   *     have the type of the job and so cannot validate its new payload
   * @throws NotAdmittedException if the backlog of the mode is full, or if the node is shutting
   *     down or has no lease
   * @throws StoreUnavailableException if the store does not commit in time
   */
  Job redrive(UUID jobId, RedriveRequest request);
}
