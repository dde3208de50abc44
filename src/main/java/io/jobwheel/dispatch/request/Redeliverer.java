package io.jobwheel.dispatch.request;

import io.jobwheel.job.Job;
import io.jobwheel.store.StoreUnavailableException;
import java.util.UUID;

/** Repeats deliveries of webhooks. Safe for use by any thread. */
public interface Redeliverer {

  /**
   * Repeats a delivery that has ended, with the same message id. One that has failed or was
   * cancelled is redriven; one that has succeeded stays as it is, and a new one is stored.
   *
   * @param subject the job or group of whose end it tells
   * @return the delivery that is queued
   * @throws JobNotFoundException if there is no such delivery of this job or group
   * @throws JobConflictException if it has not ended
   * @throws NotAdmittedException if the backlog of its mode is full, or the node does not accept
   *     jobs
   * @throws StoreUnavailableException if the store does not commit in time
   */
  Job redeliver(UUID subject, UUID delivery);
}
