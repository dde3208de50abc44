package io.jobwheel.job;

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

  /** The handler threw, or its result could not be kept. */
  record Failed(JobError error) implements Outcome {
    @Override
    public JobState state() {
      return JobState.FAILED;
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
