package io.jobwheel.job;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How an attempt ended. */
public sealed interface Outcome {

  /** The state that this outcome moves a running job to. */
  JobState state();

  /** Returns why the attempt ended badly; empty if it did not. */
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
   * @param result what it returned, as JSON; null when it returned nothing
   */
  record Succeeded(@Nullable String result) implements Outcome {
    @Override
    public JobState state() {
      return JobState.SUCCEEDED;
    }
  }

  /**
   * The handler threw, or its result could not be kept: the job has failed, unless its policy
   * allows another attempt.
   *
   * @param retry what the handler knows about another attempt
   * @param reason not a crash: that is {@link Crashed}
   */
  record Failed(JobError error, Retry retry, FailureReason reason) implements Outcome {

    public Failed {
      if (reason == FailureReason.CRASH) {
        throw new IllegalArgumentException("A crash is an outcome of its own");
      }
    }

    /** A failure that is no time-out. */
    public Failed(JobError error, Retry retry) {
      this(error, retry, FailureReason.FAILURE);
    }

    /** A failure that is no time-out, and that another attempt may mend. */
    public Failed(JobError error) {
      this(error, Retry.AS_PLANNED);
    }

    @Override
    public JobState state() {
      return JobState.FAILED;
    }
  }

  /**
   * The process that ran the attempt is gone, and nobody knows whose fault that is: not a failure
   * of the handler, and counted apart from those.
   */
  record Crashed(JobError error) implements Outcome {
    @Override
    public JobState state() {
      return JobState.FAILED;
    }
  }

  /**
   * The attempt ended badly and the job is tried again.
   *
   * @param runAt not before this time
   * @param reason a crash counts as one of the job's crashes, any other as one of its failures
   */
  record Retried(JobError error, Instant runAt, FailureReason reason) implements Outcome {

    /** Returns whether it counts as a crash, else as a failure. */
    public boolean crash() {
      return reason == FailureReason.CRASH;
    }

    @Override
    public JobState state() {
      return JobState.SCHEDULED;
    }
  }

  /**
   * The attempt ended because its cancellation was requested.
   *
   * @param forced whether its process had to be killed, else the handler acknowledged
   */
  record Cancelled(JobError error, boolean forced) implements Outcome {

    /** A cancellation that the handler acknowledged. */
    public Cancelled(JobError error) {
      this(error, false);
    }

    @Override
    public JobState state() {
      return JobState.CANCELLED;
    }
  }

  /** The node had to stop the attempt for its own reasons; the job runs again. Not a failure. */
  record Released() implements Outcome {
    @Override
    public JobState state() {
      return JobState.QUEUED;
    }
  }
}
