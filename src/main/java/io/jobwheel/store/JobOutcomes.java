package io.jobwheel.store;

import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Outcome;
import io.jobwheel.store.JobCancellations.Cancellation;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Writes how attempts ended. Safe from any thread. */
public interface JobOutcomes {

  /**
   * An attempt that has ended.
   *
   * @param owner the node that ran it
   * @param fence the fence of the claim that it ran under
   * @param resubmitted whether it was handed in before and the answer was a failure: it may have
   *     been written all the same, and is accepted then
   */
  record EndedAttempt(
      UUID jobId,
      @Nullable UUID groupId,
      UUID owner,
      long fence,
      Outcome outcome,
      Instant at,
      boolean resubmitted) {

    /** The same attempt with another outcome. */
    public EndedAttempt withOutcome(Outcome other) {
      return new EndedAttempt(jobId, groupId, owner, fence, other, at, resubmitted);
    }

    /** The same, to be handed in again. */
    public EndedAttempt asResubmission() {
      return resubmitted ? this : new EndedAttempt(jobId, groupId, owner, fence, outcome, at, true);
    }
  }

  /**
   * What became of the outcome.
   *
   * @param state the state that the job is in now; null when the fence refused the outcome: the
   *     attempt was taken from the node meanwhile and nothing was written
   * @param endedGroup the group that ended with this job; null when none did
   * @param cancelledSiblings the other jobs of its fail-fast group, when it failed
   */
  record Recorded(
      @Nullable JobState state,
      @Nullable JobGroup endedGroup,
      List<Cancellation> cancelledSiblings) {

    /** Whether the outcome was written. */
    public boolean accepted() {
      return state != null;
    }
  }

  /**
   * Moves the job from {@code RUNNING} to the state of the outcome, if the node still owns it under
   * that fence. A failure counts as one more failure of the job, a crash as one more crash, also
   * where the job is tried again. A give-back, or another attempt, of a job whose cancellation was
   * asked for makes it {@code CANCELLED} instead. A job that has failed cancels the other jobs of a
   * fail-fast group in the same transaction; one that is tried again does not, and ends no group.
   * Output that was appended before is durable before the outcome is. Fails with {@link
   * StoreUnavailableException} when the store could not be written; the caller may try again.
   */
  CompletableFuture<Recorded> record(EndedAttempt ended);
}
