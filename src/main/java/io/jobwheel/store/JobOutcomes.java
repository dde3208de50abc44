package io.jobwheel.store;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Outcome;
import io.jobwheel.store.JobCancellations.Cancellation;
import io.jobwheel.store.query.AttemptQueries;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Writes the outcomes of attempts. Thread-safe. */
public interface JobOutcomes {

  /**
   * An attempt that has ended.
   *
   * @param job the job as it was claimed
   * @param owner the node that ran the attempt
   * @param at when it ended
   * @param resubmitted whether an earlier submission of this outcome failed; the outcome is
   *     accepted if that submission was written nevertheless and the job was not redriven since
   */
  record EndedAttempt(Job job, UUID owner, Outcome outcome, Instant at, boolean resubmitted) {

    /** Creates an attempt whose outcome was not submitted before. */
    public EndedAttempt(Job job, UUID owner, Outcome outcome, Instant at) {
      this(job, owner, outcome, at, false);
    }

    /** Returns the id of the job. */
    public UUID jobId() {
      return job.id();
    }

    /** Returns the group of the job; null for none. */
    public @Nullable UUID groupId() {
      return job.groupId();
    }

    /** Returns the fence of the claim. */
    public long fence() {
      return job.fence();
    }

    /** Returns the number of the attempt, from 1. */
    public int attempt() {
      return job.attempt();
    }

    /** Returns when the attempt was claimed. */
    public Instant startedAt() {
      return Objects.requireNonNull(job.startedAt(), "a running job has a start");
    }

    /** Returns the same attempt with another outcome. */
    public EndedAttempt withOutcome(Outcome other) {
      return new EndedAttempt(job, owner, other, at, resubmitted);
    }

    /** Returns the same attempt, marked as resubmitted. */
    public EndedAttempt asResubmission() {
      return resubmitted ? this : new EndedAttempt(job, owner, outcome, at, true);
    }
  }

  /**
   * The result of recording an outcome.
   *
   * @param state the state of the job after the write; {@code null} if the fence rejected the
   *     outcome because the attempt is no longer current: then nothing was written
   * @param endedGroup the group that ended with this job, or {@code null}
   * @param cancelledSiblings the other jobs of its fail-fast group, if the job failed
   */
  record Recorded(
      @Nullable JobState state,
      @Nullable JobGroup endedGroup,
      List<Cancellation> cancelledSiblings) {

    /** Returns whether the outcome was written. */
    public boolean accepted() {
      return state != null;
    }
  }

  /**
   * Moves the job from {@code RUNNING} to the state of the outcome, if the node still owns it under
   * the fence. A failure increments the failures of the job and a crash its crashes, also if the
   * job is retried. A release or a retry of a job with a cancellation request makes it {@code
   * CANCELLED} instead. A failed job cancels the other jobs of a fail-fast group in the same
   * transaction; a retried job does not, and does not end its group. An attempt that is retried or
   * released is recorded for {@link AttemptQueries} in the same transaction, also if its job is
   * cancelled instead. Output that was appended before is durable before the outcome is. The future
   * fails with {@link StoreUnavailableException} if the store cannot be written; the caller may
   * retry with {@link EndedAttempt#asResubmission()}. It fails with {@link StoreRefusedException}
   * if the database refuses the outcome.
   */
  CompletableFuture<Recorded> record(EndedAttempt ended);
}
