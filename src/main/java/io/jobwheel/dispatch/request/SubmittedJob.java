package io.jobwheel.dispatch.request;

import io.jobwheel.job.Job;
import io.jobwheel.store.Duplicate.DuplicateOutcome;
import org.jspecify.annotations.Nullable;

/**
 * The result of the submission of a job.
 *
 * @param job the job; if replayed or a duplicate, as it is now and without its payload and result
 * @param replayed whether an earlier request with the same idempotency key had the job as its
 *     result
 * @param duplicate {@code RETURNED} or {@code REPLACED} if the job is that of another request and
 *     holds the unique key; null if the request created it
 */
public record SubmittedJob(Job job, boolean replayed, @Nullable DuplicateOutcome duplicate) {

  /** Creates the result of a submission that is no duplicate. */
  public SubmittedJob(Job job, boolean replayed) {
    this(job, replayed, null);
  }
}
