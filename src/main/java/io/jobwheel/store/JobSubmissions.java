package io.jobwheel.store;

import java.util.concurrent.CompletableFuture;

/** Stores new jobs. Thread-safe. */
public interface JobSubmissions {

  /**
   * Stores all jobs of a submission, or none. The future completes after the commit, so the jobs
   * survive a power failure. If an earlier request used the submission's key, nothing is stored,
   * and the result has what that request created, whose commit has been waited for.
   *
   * <p>A job whose unique key is held by another job is not stored. The result has the holder,
   * which is stored: its commit has been waited for, too.
   *
   * <p>The future completes on a thread of the store: dependent actions must not block. It fails
   * with {@link StoreUnavailableException} if the store is closed or cannot be written, or if
   * {@code jobwheel.store.max-waiting-writes} submissions already wait. Cancelling it withdraws the
   * submission if it still waits for its transaction, and returns {@code false} otherwise; see
   * {@link WithdrawnException}.
   *
   * @throws IllegalArgumentException if there are no jobs, a job is finished, or a job is of
   *     another group
   */
  CompletableFuture<SubmissionResult> submit(Submission submission);
}
