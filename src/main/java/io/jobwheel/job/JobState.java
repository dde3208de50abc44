package io.jobwheel.job;

/** The state of a job. A time-out or a crash is a reason, not a state. */
public enum JobState {
  /** Waits until it is due. */
  SCHEDULED,
  /** Due, but held by a limit. No lane claims it. */
  BLOCKED,
  /** Due; waits for a free slot of its lane. */
  QUEUED,
  /** An attempt runs on the node that owns the job. */
  RUNNING,
  SUCCEEDED,
  FAILED,
  CANCELLED;

  /**
   * Returns whether a job may change from this state to {@code next}. A job that a limit holds when
   * it becomes due, is rescued or redriven moves to {@link #QUEUED} and on to {@link #BLOCKED} in
   * one transaction, so that others see only the latter.
   */
  public boolean canBecome(JobState next) {
    return switch (this) {
      case SCHEDULED -> next == QUEUED || endsUnstarted(next);
      // the replacement of a unique job can change whether it is due
      case BLOCKED -> next == QUEUED || next == SCHEDULED || endsUnstarted(next);
      case QUEUED -> next == RUNNING || next == SCHEDULED || next == BLOCKED || endsUnstarted(next);
      case RUNNING -> next != RUNNING && next != BLOCKED; // outcome, retry, rescue or release
      case FAILED, CANCELLED -> next == QUEUED; // redrive
      case SUCCEEDED -> false;
    };
  }

  /** A job can be cancelled, and reach its deadline, without an attempt. */
  private static boolean endsUnstarted(JobState next) {
    return next == CANCELLED || next == FAILED;
  }

  /** Returns whether the job waits for an attempt. */
  public boolean isWaiting() {
    return switch (this) {
      case SCHEDULED, BLOCKED, QUEUED -> true;
      case RUNNING, SUCCEEDED, FAILED, CANCELLED -> false;
    };
  }

  /** Returns whether the job has ended. Only a redrive leaves a final state. */
  public boolean isFinal() {
    return switch (this) {
      case SCHEDULED, BLOCKED, QUEUED, RUNNING -> false;
      case SUCCEEDED, FAILED, CANCELLED -> true;
    };
  }
}
