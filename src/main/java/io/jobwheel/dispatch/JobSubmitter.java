package io.jobwheel.dispatch;

import io.jobwheel.job.InvalidJobException;
import io.jobwheel.job.Job;
import io.jobwheel.store.StoreUnavailableException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Takes jobs in. Safe from any thread. */
public interface JobSubmitter {

  /**
   * Checks the job, makes it durable and starts it or queues it; returns after the commit, with the
   * job as it was stored.
   *
   * @param submitter who asks for it; null when nobody is asked who they are
   * @throws InvalidJobException when it cannot be; names every wrong field
   * @throws NotAdmittedException when the backlog is full, or that of the submitter, or the node is
   *     going down
   * @throws StoreUnavailableException when the store could not be written in time
   */
  Job submit(RequestedJob requested, @Nullable Submitter submitter);

  /** The same, of nobody in particular. */
  default Job submit(RequestedJob requested) {
    return submit(requested, null);
  }

  /**
   * The same for jobs that belong together: all are stored or none. Their fields are named {@code
   * jobs[0].payload.delay} in errors.
   *
   * @param submitter who asks for it; null when nobody is asked who they are
   * @throws InvalidJobException when any of them cannot be, when there is none, or too many
   * @throws NotAdmittedException when the backlog is full, or that of the submitter, or the node is
   *     going down
   * @throws StoreUnavailableException when the store could not be written in time
   */
  SubmittedGroup submit(RequestedGroup requested, @Nullable Submitter submitter);

  /** The same, of nobody in particular. */
  default SubmittedGroup submit(RequestedGroup requested) {
    return submit(requested, null);
  }

  /**
   * How many more jobs of that submitter may wait, as far as this node knows; asks nobody. Empty
   * without a limit, and as long as none of theirs had to wait since this node has started.
   */
  OptionalLong roomFor(Submitter submitter);
}
