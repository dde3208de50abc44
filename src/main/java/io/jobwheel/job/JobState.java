package io.jobwheel.job;

/** Where a job stands. A time-out or a crash is a reason, not a state. */
public enum JobState {
  /** Waits for its time, or for another job. */
  SCHEDULED,
  /** Due; waits for a free slot of its lane. */
  QUEUED,
  /** An attempt is under way on the node that owns the job. */
  RUNNING,
  SUCCEEDED,
  FAILED,
  CANCELLED;

  /** Whether a job may go from this state to {@code next} in one move. */
  public boolean canBecome(JobState next) {
    return switch (this) {
      case SCHEDULED -> next == QUEUED || next == CANCELLED;
      case QUEUED -> next == RUNNING || next == CANCELLED;
      case RUNNING -> next != RUNNING; // outcome, retry, rescue or give-back
      case FAILED, CANCELLED -> next == QUEUED; // redrive
      case SUCCEEDED -> false;
    };
  }

  /** Whether the job has ended. Only a redrive leaves a final state. */
  public boolean isFinal() {
    return switch (this) {
      case SCHEDULED, QUEUED, RUNNING -> false;
      case SUCCEEDED, FAILED, CANCELLED -> true;
    };
  }
}
