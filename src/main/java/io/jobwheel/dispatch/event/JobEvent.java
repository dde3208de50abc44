package io.jobwheel.dispatch.event;

import io.jobwheel.execution.attempt.CancelReason;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.FailureReason;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.store.Duplicate.DuplicateOutcome;
import io.jobwheel.store.limit.OnLimit;
import java.time.Instant;
import java.util.List;

/**
 * A change of state that this node has committed. {@link JobEventMapper} makes events from the
 * store's answers; {@link JobEventPublisher} publishes them.
 *
 * <p>An attempt that ends yields at most one event of the attempt ({@link AttemptCrashed}, {@link
 * AttemptTimedOut}, {@link AttemptReleased}), followed by one event of its job ({@link JobQueued},
 * {@link JobRetried}, {@link JobFinished}). The path does not matter: the outcome of a lane, a
 * rescue, and a release before or at a shutdown yield the same events.
 *
 * <p>The job of an event may lack its texts ({@link Job#brief()}), and its state may be the one
 * before the change.
 */
public sealed interface JobEvent {

  /** How a job reached its final state. */
  enum FinishReason {
    /** The handler returned. */
    SUCCEEDED(JobState.SUCCEEDED),
    /** The last attempt failed. */
    FAILED(JobState.FAILED),
    /** The deadline passed while the job waited for an attempt. */
    DEADLINE_WAITING(JobState.FAILED),
    /** The deadline passed while an attempt ran, or before it began. */
    DEADLINE_RUNNING(JobState.FAILED),
    /** Too many attempts crashed. */
    CRASHED_TOO_OFTEN(JobState.FAILED),
    /** The job was cancelled while it waited for an attempt. */
    CANCELLED_WAITING(JobState.CANCELLED),
    /** The job was cancelled while it ran, and its attempt ended by itself or was lost. */
    CANCELLED_RUNNING(JobState.CANCELLED),
    /** The job was cancelled while it ran, and its process was killed. */
    CANCELLED_BY_FORCE(JobState.CANCELLED);

    private final JobState state;

    FinishReason(JobState state) {
      this.state = state;
    }

    /** Returns the final state that the job is in. */
    JobState state() {
      return state;
    }

    /** Returns whether the job waited for an attempt when it ended. */
    public boolean isOfWaiting() {
      return this == CANCELLED_WAITING || this == DEADLINE_WAITING;
    }
  }

  /**
   * Jobs were submitted together; they share their mode and their submitter.
   *
   * @param jobs each is {@code RUNNING} on this node, {@code QUEUED}, {@code BLOCKED} or {@code
   *     SCHEDULED}
   */
  record JobsSubmitted(List<Job> jobs) implements JobEvent {}

  /**
   * Jobs were stored without admission: deliveries of webhooks, and fires of schedules.
   *
   * @param jobs each is {@code QUEUED}, {@code BLOCKED} or {@code SCHEDULED}
   */
  record JobsAdded(List<Job> jobs) implements JobEvent {}

  /** Jobs that a limit held are {@code QUEUED}. */
  record JobsReleased(List<Job> jobs) implements JobEvent {}

  /**
   * A claim for one lane was committed.
   *
   * @param jobs the claimed jobs; may be empty
   */
  record JobsClaimed(ExecutionMode mode, List<Job> jobs) implements JobEvent {}

  /** An attempt ended because its process or its node was lost. */
  record AttemptCrashed(Job job) implements JobEvent {}

  /**
   * An attempt failed because it, or a call that it made, exceeded its time limit.
   *
   * @param reason {@code TIMEOUT} or {@code CALL_TIMEOUT}
   */
  record AttemptTimedOut(Job job, FailureReason reason) implements JobEvent {}

  /**
   * A node released an attempt: at a shutdown, after a lost lease, or because the node did not run
   * it. The job is queued again, or cancelled if a cancellation was requested.
   */
  record AttemptReleased(Job job) implements JobEvent {}

  /** A job whose attempt crashed or was released is {@code QUEUED} again. */
  record JobQueued(Job job) implements JobEvent {}

  /** A job that had failed or was cancelled is {@code QUEUED} again, at a client's request. */
  record JobRedriven(Job job) implements JobEvent {}

  /**
   * A submitted job was not stored, because another job holds its unique key.
   *
   * @param holder if the job has replaced it, the holder after that, {@code SCHEDULED} or {@code
   *     QUEUED}
   */
  record JobDuplicated(Job holder, DuplicateOutcome decision) implements JobEvent {}

  /**
   * A limit rejected new jobs, or cancelled old ones or requested that.
   *
   * @param how {@code REJECT} or {@code CANCEL_OLDEST}
   */
  record LimitEnforced(String limit, OnLimit how, int jobs) implements JobEvent {}

  /**
   * A job whose attempt failed or crashed is {@code SCHEDULED} for another attempt.
   *
   * @param runAt the earliest time of the next attempt
   */
  record JobRetried(Job job, Instant runAt, FailureReason reason) implements JobEvent {}

  /**
   * The cancellation of a running job was requested. The attempt may run on another node, and the
   * request may not be the first.
   */
  record CancellationRequested(Job job, CancelReason reason) implements JobEvent {}

  /** A job reached a final state. */
  record JobFinished(Job job, FinishReason reason) implements JobEvent {}

  /** The condition of a group was met. */
  record GroupFinished(JobGroup group) implements JobEvent {}
}
