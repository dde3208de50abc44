package io.jobwheel.execution.attempt;

import io.jobwheel.job.ErrorCode;
import io.jobwheel.job.FailureReason;
import io.jobwheel.job.Outcome;
import io.jobwheel.job.Retry;

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
  public Outcome outcome(String how) {
    return outcome(how, false);
  }

  /** What an attempt becomes whose process was killed for this reason. */
  public Outcome forced(String how) {
    return outcome(how, true);
  }

  private Outcome outcome(String how, boolean forced) {
    return switch (this) {
      case REQUESTED, GROUP_FAILED ->
          new Outcome.Cancelled(
              (forced ? ErrorCode.CANCELLED_BY_FORCE : ErrorCode.CANCELLED)
                  .error("Cancelled %s; %s.".formatted(why, how)),
              forced);
      case TIMED_OUT ->
          new Outcome.Failed(
              ErrorCode.TIMED_OUT.error("Ended %s; %s.".formatted(why, how)),
              Retry.AS_PLANNED,
              FailureReason.TIMEOUT);
      case SHUTDOWN, LEASE_LOST -> new Outcome.Released();
    };
  }

  @Override
  public String toString() {
    return "cancelled " + why;
  }
}
