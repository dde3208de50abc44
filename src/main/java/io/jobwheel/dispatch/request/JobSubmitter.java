package io.jobwheel.dispatch.request;

import io.jobwheel.job.InvalidJobException;
import io.jobwheel.job.Job;
import io.jobwheel.store.StoreUnavailableException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Submits jobs. Safe for use by any thread. */
public interface JobSubmitter {

  /**
   * Validates and stores the job, and starts or queues it. Returns the stored job after the commit.
   * If an earlier request had the same idempotency key, returns the job of that request, and stores
   * nothing. If another job holds its unique key, does what the request says; see {@link
   * SubmittedJob#duplicate}.
   *
   * @throws InvalidJobException if the request is invalid; lists every invalid field
   * @throws NotAdmittedException if the backlog of the mode or of the submitter is full, or if the
   *     node is shutting down or has no lease
   * @throws IdempotencyKeyReusedException if the earlier request had other content
   * @throws IdempotencyKeyInUseException if the earlier request is not committed within {@code
   *     jobwheel.dispatch.write-timeout}
   * @throws JobNotFoundException if the job of the earlier request was deleted
   * @throws LimitReachedException if a limit has no permits for the job and is to reject it
   * @throws UniqueConflictException if another job holds the unique key and the request is to be
   *     rejected then; nothing is stored
   * @throws StoreUnavailableException if the store does not commit within {@code
   *     jobwheel.dispatch.write-timeout}
   */
  default SubmittedJob submit(JobRequest request, SubmissionContext context) {
    return begin(request, context).await();
  }

  /**
   * Begins what {@link #submit(JobRequest, SubmissionContext)} does, without waiting for the store.
   *
   * @throws InvalidJobException if the request is invalid; lists every invalid field
   * @throws NotAdmittedException if the backlog of the mode or of the submitter is full, or if the
   *     node is shutting down or has no lease
   */
  PendingJob begin(JobRequest request, SubmissionContext context);

  /** Submits without a submitter, outside of a trace. */
  default Job submit(JobRequest request) {
    return submit(request, SubmissionContext.NONE).job();
  }

  /** Submits outside of a trace. */
  default Job submit(JobRequest request, @Nullable Submitter submitter) {
    return submit(request, SubmissionContext.of(submitter)).job();
  }

  /**
   * Validates and stores a group, all of its jobs or none, and starts or queues the jobs. Errors
   * name fields as in {@code jobs[0].payload.delay}. Replays and fails as {@link
   * #submit(JobRequest, SubmissionContext)} does.
   *
   * @throws InvalidJobException if a job is invalid, or if there are no jobs or more than {@code
   *     jobwheel.dispatch.max-group}
   */
  SubmittedGroup submit(GroupRequest request, SubmissionContext context);

  /** Submits without a submitter, outside of a trace. */
  default SubmittedGroup submit(GroupRequest request) {
    return submit(request, SubmissionContext.NONE);
  }

  /** Submits outside of a trace. */
  default SubmittedGroup submit(GroupRequest request, @Nullable Submitter submitter) {
    return submit(request, SubmissionContext.of(submitter));
  }

  /**
   * Validates and stores independent jobs in one transaction, and starts or queues them. Replays
   * and fails as {@link #submit(JobRequest, SubmissionContext)} does; a full backlog of one mode
   * refuses all jobs.
   *
   * @throws InvalidJobException if a job is invalid and the request is not lenient, or if no job is
   *     valid; errors name fields as in {@code jobs[0].payload.delay}
   */
  SubmittedBatch submit(BatchRequest request, SubmissionContext context);

  /**
   * Returns the number of further jobs of the submitter that may wait, by this node's last count
   * and without access to the store. Empty if the submitter has no limit, or if none of its jobs
   * has had to wait on this node yet.
   */
  OptionalLong roomFor(Submitter submitter);
}
