package io.jobwheel.execution;

import io.jobwheel.job.JobError;
import io.jobwheel.job.Outcome;

/** Why an attempt is to end before it is done. */
public enum CancelReason {
  /** Somebody asked for it. */
  REQUESTED("on request"),
  /** A job of its fail-fast group has failed. */
  GROUP_FAILED("because a job of its group failed"),
  /** It has taken longer than its job's policy allows. */
  TIMED_OUT("because its time was over"),
  /** The node goes down. */
  SHUTDOWN("because the node goes down"),
  /** The node cannot prove any more that it owns the job. */
  LEASE_LOST("because the node lost its lease");

  /** The code of the error of a cancelled job. */
  public static final String CODE = "cancelled";

  /** The code of the error of a job whose body did not end when it was told to, and was killed. */
  public static final String FORCED_CODE = "cancelled-by-force";

  /** The code of the error of an attempt whose time was over. */
  public static final String TIMED_OUT_CODE = "timed-out";

  private final String why;

  CancelReason(String why) {
    this.why = why;
  }

  /** Whether the node wants it and not a client: then the job has not failed, however it ended. */
  boolean isOurs() {
    return this == SHUTDOWN || this == LEASE_LOST;
  }

  /** Whether somebody wants the job to end for good, so that it is not tried again. */
  public boolean endsTheJob() {
    return switch (this) {
      case REQUESTED, GROUP_FAILED -> true;
      case TIMED_OUT, SHUTDOWN, LEASE_LOST -> false;
    };
  }

  /** What an attempt becomes that ended for this reason. */
  Outcome outcome(String how) {
    return switch (this) {
      case REQUESTED, GROUP_FAILED ->
          new Outcome.Cancelled(new JobError(CODE, "Cancelled %s; %s.".formatted(why, how)));
      case TIMED_OUT ->
          new Outcome.Failed(new JobError(TIMED_OUT_CODE, "Ended %s; %s.".formatted(why, how)));
      case SHUTDOWN, LEASE_LOST -> new Outcome.GivenBack();
    };
  }

  /** What an attempt becomes whose process was killed for this reason. */
  Outcome forced(String how) {
    return outcome(how) instanceof Outcome.Cancelled(JobError error)
        ? new Outcome.Cancelled(new JobError(FORCED_CODE, error.message()))
        : outcome(how);
  }

  @Override
  public String toString() {
    return "cancelled " + why;
  }
}
