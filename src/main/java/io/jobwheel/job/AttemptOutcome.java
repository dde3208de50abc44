package io.jobwheel.job;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How an attempt stands or ended, as its job's history shows it. */
public enum AttemptOutcome {
  RUNNING,
  SUCCEEDED,
  /** The handler threw, or a time limit was exceeded; the error has the cause. */
  FAILED,
  /** Its worker process or node was lost. */
  CRASHED,
  /** Its node stopped it, as at a shutdown. */
  RELEASED,
  /** It ended because the cancellation of its job was requested. */
  CANCELLED;

  /** Returns whether such an attempt counts toward {@link AttemptPolicy#maxAttempts()}. */
  public boolean isCounted() {
    return this == FAILED;
  }

  /**
   * Returns the outcome of an attempt that did not end its job; empty for an outcome that ends it,
   * and for an attempt that did nothing.
   */
  public static Optional<AttemptOutcome> ofUnfinished(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Retried retried ->
          switch (retried.reason()) {
            case CRASH -> Optional.of(CRASHED);
            case DEFERRED -> Optional.empty();
            case FAILURE, TIMEOUT, DEADLINE, CALL_TIMEOUT -> Optional.of(FAILED);
          };
      case Outcome.Released _ -> Optional.of(RELEASED);
      case Outcome.Succeeded _, Outcome.Failed _, Outcome.Crashed _, Outcome.Cancelled _ ->
          Optional.empty();
    };
  }

  /**
   * Returns the outcome of the attempt that a job runs, or that ended it; empty if the job waits.
   *
   * @param error the error of the job
   */
  public static Optional<AttemptOutcome> ofLast(JobState state, @Nullable JobError error) {
    return switch (state) {
      case SCHEDULED, BLOCKED, QUEUED -> Optional.empty();
      case RUNNING -> Optional.of(RUNNING);
      case SUCCEEDED -> Optional.of(SUCCEEDED);
      case CANCELLED -> Optional.of(CANCELLED);
      case FAILED -> Optional.of(isCrash(error) ? CRASHED : FAILED);
    };
  }

  private static boolean isCrash(@Nullable JobError error) {
    return error != null && ErrorCode.of(error).filter(ErrorCode.CRASHED::equals).isPresent();
  }
}
