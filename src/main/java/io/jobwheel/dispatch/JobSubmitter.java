package io.jobwheel.dispatch;

import io.jobwheel.job.InvalidJobException;
import io.jobwheel.job.Job;
import io.jobwheel.store.StoreUnavailableException;

/** Takes jobs in. Safe from any thread. */
public interface JobSubmitter {

  /**
   * Checks the job, makes it durable and starts it or queues it; returns after the commit, with the
   * job as it was stored.
   *
   * @throws InvalidJobException when it cannot be; names every wrong field
   * @throws NotAdmittedException when the backlog is full or the node is going down
   * @throws StoreUnavailableException when the store could not be written in time
   */
  Job submit(RequestedJob requested);

  /**
   * The same for jobs that belong together: all are stored or none. Their fields are named {@code
   * jobs[0].payload.delay} in errors.
   *
   * @throws InvalidJobException when any of them cannot be, when there is none, or too many
   * @throws NotAdmittedException when the backlog is full or the node is going down
   * @throws StoreUnavailableException when the store could not be written in time
   */
  SubmittedGroup submit(RequestedGroup requested);
}
