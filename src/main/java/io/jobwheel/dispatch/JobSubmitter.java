package io.jobwheel.dispatch;

import io.jobwheel.job.InvalidJobException;
import io.jobwheel.job.Job;
import io.jobwheel.job.TraceParent;
import io.jobwheel.store.StoreUnavailableException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Submits jobs. Safe for use by any thread. */
public interface JobSubmitter {

  /**
   * Validates and stores the job, and starts or queues it. Returns the stored job after the commit.
   *
   * @param submitter the submitter, whose limit applies; null if authentication is disabled
   * @param traceparent the span that submits the job; null outside of a trace
   * @throws InvalidJobException if the request is invalid; lists every invalid field
   * @throws NotAdmittedException if the backlog of the mode or of the submitter is full, or if the
   *     node is shutting down or has no lease
   * @throws StoreUnavailableException if the store does not commit within {@code
   *     jobwheel.dispatch.write-timeout}
   */
  Job submit(JobRequest request, @Nullable Submitter submitter, @Nullable TraceParent traceparent);

  /** Submits without a submitter, outside of a trace. */
  default Job submit(JobRequest request) {
    return submit(request, null);
  }

  /** Submits outside of a trace. */
  default Job submit(JobRequest request, @Nullable Submitter submitter) {
    return submit(request, submitter, null);
  }

  /**
   * Validates and stores a group, all of its jobs or none, and starts or queues the jobs. Errors
   * name fields as in {@code jobs[0].payload.delay}.
   *
   * @param submitter the submitter, whose limit applies; null if authentication is disabled
   * @param traceparent the span that submits the group; null outside of a trace
   * @throws InvalidJobException if a job is invalid, or if there are no jobs or more than {@code
   *     jobwheel.dispatch.max-group}
   * @throws NotAdmittedException if the backlog of the mode or of the submitter is full, or if the
   *     node is shutting down or has no lease
   * @throws StoreUnavailableException if the store does not commit within {@code
   *     jobwheel.dispatch.write-timeout}
   */
  SubmittedGroup submit(
      GroupRequest request, @Nullable Submitter submitter, @Nullable TraceParent traceparent);

  /** Submits without a submitter, outside of a trace. */
  default SubmittedGroup submit(GroupRequest request) {
    return submit(request, null);
  }

  /** Submits outside of a trace. */
  default SubmittedGroup submit(GroupRequest request, @Nullable Submitter submitter) {
    return submit(request, submitter, null);
  }

  /**
   * Returns the number of further jobs of the submitter that may wait, by this node's last count
   * and without access to the store. Empty if the submitter has no limit, or if none of its jobs
   * has had to wait on this node yet.
   */
  OptionalLong roomFor(Submitter submitter);
}
