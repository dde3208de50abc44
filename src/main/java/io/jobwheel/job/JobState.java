package io.jobwheel.job;

/** The state of a job. A time-out or a crash is a reason, not a state. */
public enum JobState {
  /** Waits until it is due. */
  SCHEDULED,
  /** Due; waits for a free slot of its lane. */
  QUEUED,
  /** An attempt runs on the node that owns the job. */
  RUNNING,
  SUCCEEDED,
  FAILED,
  CANCELLED;

  /** Returns whether a job may change from this state to {@code next}. */
  public boolean canBecome(JobState next) {
    return switch (this) {
      case SCHEDULED -> next == QUEUED || next == CANCELLED;
      case QUEUED -> next == RUNNING || next == CANCELLED || next == SCHEDULED; // replacement
      case RUNNING -> next != RUNNING; // outcome, retry, rescue or release
      case FAILED, CANCELLED -> next == QUEUED; // redrive
      case SUCCEEDED -> false;
    };
  }

  /** Returns whether the job waits for an attempt. */
  public boolean isWaiting() {
    return switch (this) {
      case SCHEDULED, QUEUED -> true;
      case RUNNING, SUCCEEDED, FAILED, CANCELLED -> false;
    };
  }

  /** Returns whether the job has ended. Only a redrive leaves a final state. */
  public boolean isFinal() {
    return switch (this) {
      case SCHEDULED, QUEUED, RUNNING -> false;
      case SUCCEEDED, FAILED, CANCELLED -> true;
    };
  }
}
