package io.jobwheel.dispatch.request;

import io.jobwheel.store.StoreUnavailableException;
import java.util.UUID;

/** Deletes single jobs. Safe for use by any thread. */
public interface JobDeleter {

  /**
   * Deletes a finished job, with its output and its attempts, and its group with the last of its
   * jobs.
   *
   * @throws JobNotFoundException if the job does not exist
   * @throws JobConflictException if the job or its group has not finished
   * @throws StoreUnavailableException if the store does not commit in time
   */
  void delete(UUID jobId);
}
