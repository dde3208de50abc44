package io.jobwheel.store.operation;

import io.jobwheel.job.JobState;
import java.util.Set;

/** What a bulk operation does with each job. */
public enum OperationAction {
  /** Queues jobs again that failed or were cancelled. */
  REDRIVE,
  /** Cancels jobs that wait, and requests the cancellation of those that run. */
  CANCEL,
  /** Deletes finished jobs before their retention ends. */
  DELETE,
  /** Changes the priority of jobs that wait. */
  REPRIORITIZE;

  /** Returns the states of jobs on which it can act. */
  public Set<JobState> possibleStates() {
    return switch (this) {
      case REDRIVE -> Set.of(JobState.FAILED, JobState.CANCELLED);
      case CANCEL ->
          Set.of(JobState.SCHEDULED, JobState.BLOCKED, JobState.QUEUED, JobState.RUNNING);
      case DELETE -> Set.of(JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED);
      case REPRIORITIZE -> Set.of(JobState.SCHEDULED, JobState.BLOCKED, JobState.QUEUED);
    };
  }

  /** Returns the states of jobs on which it acts if the filter names none. */
  public Set<JobState> defaultStates() {
    return this == REDRIVE ? Set.of(JobState.FAILED) : possibleStates();
  }

  /** Returns whether it acts on finished jobs, as opposed to unfinished ones. */
  public boolean isOfFinished() {
    return possibleStates().stream().allMatch(JobState::isFinal);
  }
}
