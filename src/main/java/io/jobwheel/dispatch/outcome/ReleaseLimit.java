package io.jobwheel.dispatch.outcome;

import io.jobwheel.job.ErrorCode;
import io.jobwheel.job.Job;
import io.jobwheel.job.Outcome;
import io.jobwheel.job.Retry;
import java.util.Optional;

/**
 * Limits the number of attempts of a job that end without an outcome: released at a shutdown,
 * stopped after a lost lease, or held by a node that does not run them. The number is that of all
 * attempts since the last redrive, less failures and crashes, which have their own limits; so each
 * way to lose an attempt counts.
 */
public final class ReleaseLimit {

  /** Maximum number of released attempts; a job with more fails instead of its next attempt. */
  public static final int MAX_RELEASED = 100;

  private ReleaseLimit() {}

  /**
   * Returns the outcome of an attempt that must not begin; empty if it may begin.
   *
   * @param claimed the job, with the attempt that is about to begin
   */
  public static Optional<Outcome> outcomeWithoutRun(Job claimed) {
    int ended = claimed.attempt() - 1 - claimed.priorAttempts();
    int released = ended - claimed.failures() - claimed.crashes();
    return released <= MAX_RELEASED
        ? Optional.empty()
        : Optional.of(
            new Outcome.Failed(
                ErrorCode.RELEASED_TOO_OFTEN.error(
                    "%d attempts were released without an outcome; the job is not started again."
                        .formatted(released)),
                Retry.NEVER));
  }
}
