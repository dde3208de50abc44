package io.jobwheel.execution.attempt;

import io.jobwheel.job.ErrorCode;
import io.jobwheel.job.FailureReason;
import io.jobwheel.job.Outcome;
import io.jobwheel.job.Retry;

/** Why an attempt is cancelled. */
public enum CancelReason {
  /** A client requested the cancellation. */
  REQUESTED("on request"),
  /** A job of its fail-fast group has failed. */
  GROUP_FAILED("because a job of its group failed"),
  /** A limit makes room for a job that was submitted later. */
  SUPERSEDED("because a later job takes its place in a limit"),
  /** The attempt exceeded its time limit. */
  TIMED_OUT("because its time was over"),
  /** The deadline of the job has passed. */
  DEADLINE("because the deadline of the job has passed"),
  /** The node is shutting down. */
  SHUTDOWN("because the node goes down"),
  /** The node lost its lease and so may no longer own the job. */
  LEASE_LOST("because the node lost its lease");

  private final String why;

  CancelReason(String why) {
    this.why = why;
  }

  /**
   * Returns whether the node cancels for its own reasons: the attempt is then released, not failed.
   */
  boolean isFromNode() {
    return this == SHUTDOWN || this == LEASE_LOST;
  }

  /**
   * Returns whether it decides the outcome, whatever the handler returned or threw: a job that has
   * not ended at its deadline fails.
   */
  boolean isDecisive() {
    return this == DEADLINE;
  }

  /** Returns whether the job ends as well, so that it is not retried. */
  public boolean endsTheJob() {
    return switch (this) {
      case REQUESTED, GROUP_FAILED, SUPERSEDED, DEADLINE -> true;
      case TIMED_OUT, SHUTDOWN, LEASE_LOST -> false;
    };
  }

  /** Returns the outcome of an attempt that ended for this reason. */
  public Outcome outcome(String how) {
    return outcome(how, false);
  }

  /** Returns the outcome of an attempt whose worker process was killed for this reason. */
  public Outcome forced(String how) {
    return outcome(how, true);
  }

  private Outcome outcome(String how, boolean forced) {
    return switch (this) {
      case REQUESTED, GROUP_FAILED, SUPERSEDED ->
          new Outcome.Cancelled(
              (forced ? ErrorCode.CANCELLED_BY_FORCE : ErrorCode.CANCELLED)
                  .error("Cancelled %s; %s.".formatted(why, how)),
              forced);
      case TIMED_OUT ->
          new Outcome.Failed(
              ErrorCode.TIMED_OUT.error("Ended %s; %s.".formatted(why, how)),
              Retry.AS_PLANNED,
              FailureReason.TIMEOUT);
      case DEADLINE ->
          new Outcome.Failed(
              ErrorCode.DEADLINE_EXCEEDED.error("Ended %s; %s.".formatted(why, how)),
              Retry.NEVER,
              FailureReason.DEADLINE);
      case SHUTDOWN, LEASE_LOST -> new Outcome.Released();
    };
  }

  @Override
  public String toString() {
    return "cancelled " + why;
  }
}
