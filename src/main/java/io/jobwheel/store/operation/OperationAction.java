package io.jobwheel.store.operation;

import io.jobwheel.job.JobState;
import java.util.EnumSet;
import java.util.Set;

/** What a bulk operation does with each job. */
public enum OperationAction {
  /** Queues jobs again that failed or were cancelled. */
  REDRIVE(EnumSet.of(JobState.FAILED, JobState.CANCELLED), EnumSet.of(JobState.FAILED)),
  /** Cancels jobs that wait, and requests the cancellation of those that run. */
  CANCEL(EnumSet.of(JobState.SCHEDULED, JobState.QUEUED, JobState.RUNNING)),
  /** Deletes finished jobs before their retention ends. */
  DELETE(EnumSet.of(JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED)),
  /** Changes the priority of jobs that wait. */
  REPRIORITIZE(EnumSet.of(JobState.SCHEDULED, JobState.QUEUED));

  private final Set<JobState> possible;
  private final Set<JobState> byDefault;

  OperationAction(Set<JobState> possible) {
    this(possible, possible);
  }

  OperationAction(Set<JobState> possible, Set<JobState> byDefault) {
    this.possible = Set.copyOf(possible);
    this.byDefault = Set.copyOf(byDefault);
  }

  /** Returns the states of jobs on which it can act. */
  public Set<JobState> possibleStates() {
    return possible;
  }

  /** Returns the states of jobs on which it acts if the filter names none. */
  public Set<JobState> defaultStates() {
    return byDefault;
  }

  /** Returns whether it acts on finished jobs, as opposed to unfinished ones. */
  public boolean isOfFinished() {
    return possible.stream().allMatch(JobState::isFinal);
  }
}
