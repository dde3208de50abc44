package io.jobwheel.job;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How an attempt ended. */
public sealed interface Outcome {

  /** Returns the state that this outcome moves a running job to. */
  JobState state();

  /** Returns why the attempt failed; empty if it did not fail. */
  default Optional<FailureReason> failureReason() {
    return switch (this) {
      case Failed failed -> Optional.of(failed.reason());
      case Crashed _ -> Optional.of(FailureReason.CRASH);
      case Retried retried -> Optional.of(retried.reason());
      case Succeeded _, Cancelled _, Released _ -> Optional.empty();
    };
  }

  /**
   * The handler returned.
   *
   * @param result its result as JSON; null if it returned nothing
   */
  record Succeeded(@Nullable String result) implements Outcome {
    @Override
    public JobState state() {
      return JobState.SUCCEEDED;
    }
  }

  /**
   * The handler threw, or its result could not be stored. The job fails unless its policy allows
   * another attempt.
   *
   * @param retry whether and when another attempt is useful
   * @param reason not {@code CRASH}, for which there is {@link Crashed}
   */
  record Failed(JobError error, Retry retry, FailureReason reason) implements Outcome {

    public Failed {
      if (reason == FailureReason.CRASH) {
        throw new IllegalArgumentException("For a crash, use Outcome.Crashed");
      }
    }

    /** Creates a failure that is not a time-out. */
    public Failed(JobError error, Retry retry) {
      this(error, retry, FailureReason.FAILURE);
    }

    /** Creates a failure that is not a time-out and may be retried. */
    public Failed(JobError error) {
      this(error, Retry.AS_PLANNED);
    }

    @Override
    public JobState state() {
      return JobState.FAILED;
    }
  }

  /**
   * The process that ran the attempt was lost, for an unknown reason. Not a failure of the handler,
   * and counted separately.
   */
  record Crashed(JobError error) implements Outcome {
    @Override
    public JobState state() {
      return JobState.FAILED;
    }
  }

  /**
   * The attempt failed or crashed, and the job is retried.
   *
   * @param runAt the earliest time of the next attempt
   * @param reason {@code CRASH} counts as a crash of the job, {@code DEFERRED} as nothing, any
   *     other as a failure
   */
  record Retried(JobError error, Instant runAt, FailureReason reason) implements Outcome {

    /** Returns whether it counts as a crash. */
    public boolean crash() {
      return reason == FailureReason.CRASH;
    }

    /** Returns the number of failures that it counts as: 1, or 0 if it is a crash or deferred. */
    public int failures() {
      return reason == FailureReason.CRASH || reason == FailureReason.DEFERRED ? 0 : 1;
    }

    @Override
    public JobState state() {
      return JobState.SCHEDULED;
    }
  }

  /**
   * The attempt ended because its cancellation was requested.
   *
   * @param forced true if its worker process had to be killed; false if the handler acknowledged
   *     the cancellation
   */
  record Cancelled(JobError error, boolean forced) implements Outcome {

    /** Creates a cancellation that the handler acknowledged. */
    public Cancelled(JobError error) {
      this(error, false);
    }

    @Override
    public JobState state() {
      return JobState.CANCELLED;
    }
  }

  /**
   * The node stopped the attempt for its own reasons, such as a shutdown. Not a failure: the job is
   * queued again.
   */
  record Released() implements Outcome {
    @Override
    public JobState state() {
      return JobState.QUEUED;
    }
  }
}
