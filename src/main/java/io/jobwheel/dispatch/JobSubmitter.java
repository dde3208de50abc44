package io.jobwheel.dispatch;

import io.jobwheel.job.InvalidJobException;
import io.jobwheel.job.Job;
import io.jobwheel.job.TraceParent;
import io.jobwheel.store.StoreUnavailableException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Takes jobs in. Safe from any thread. */
public interface JobSubmitter {

  /**
   * Validates the job, makes it durable and starts it or queues it; returns after the commit, with
   * the job as it was stored.
   *
   * @param submitter whose limit counts; null if authentication is disabled
   * @param traceparent where in a trace it is submitted; null outside of any trace
   * @throws InvalidJobException if the request is not valid; names every wrong field
   * @throws NotAdmittedException when the backlog is full, or that of the submitter, or the node is
   *     going down
   * @throws StoreUnavailableException when the store could not be written in time
   */
  Job submit(JobRequest request, @Nullable Submitter submitter, @Nullable TraceParent traceparent);

  /** Does the same without a submitter, outside of any trace. */
  default Job submit(JobRequest request) {
    return submit(request, null);
  }

  /** Does the same outside of any trace. */
  default Job submit(JobRequest request, @Nullable Submitter submitter) {
    return submit(request, submitter, null);
  }

  /**
   * Does the same for jobs that belong together: all are stored or none. Their fields are named
   * {@code jobs[0].payload.delay} in errors.
   *
   * @param submitter whose limit counts; null if authentication is disabled
   * @param traceparent where in a trace they are submitted; null outside of any trace
   * @throws InvalidJobException if any of them is not valid, when there is none, or too many
   * @throws NotAdmittedException when the backlog is full, or that of the submitter, or the node is
   *     going down
   * @throws StoreUnavailableException when the store could not be written in time
   */
  SubmittedGroup submit(
      GroupRequest request, @Nullable Submitter submitter, @Nullable TraceParent traceparent);

  /** Does the same without a submitter, outside of any trace. */
  default SubmittedGroup submit(GroupRequest request) {
    return submit(request, null);
  }

  /** Does the same outside of any trace. */
  default SubmittedGroup submit(GroupRequest request, @Nullable Submitter submitter) {
    return submit(request, submitter, null);
  }

  /**
   * How many more jobs of that submitter may wait, as far as this node knows; asks nobody. Empty
   * without a limit, and as long as none of theirs had to wait since this node has started.
   */
  OptionalLong roomFor(Submitter submitter);
}
