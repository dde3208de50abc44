package io.jobwheel.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How an attempt ended. */
public sealed interface Outcome {

  /** The state that this outcome moves a running job to. */
  JobState state();

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
   */
  record Failed(JobError error, Retry retry) implements Outcome {

    /** A failure that another attempt may mend. */
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
   * @param error why
   * @param runAt not before this time
   * @param crash whether it counts as a crash, else as a failure
   */
  record Retried(JobError error, Instant runAt, boolean crash) implements Outcome {
    @Override
    public JobState state() {
      return JobState.SCHEDULED;
    }
  }

  /** The handler ended because its cancellation was asked for, and it acknowledged. */
  record Cancelled(JobError error) implements Outcome {
    @Override
    public JobState state() {
      return JobState.CANCELLED;
    }
  }

  /** The node had to stop the attempt for its own reasons; the job runs again. Not a failure. */
  record GivenBack() implements Outcome {
    @Override
    public JobState state() {
      return JobState.QUEUED;
    }
  }
}
