package io.jobwheel.dispatch.outcome;

import io.jobwheel.job.ErrorCode;
import io.jobwheel.job.Job;
import io.jobwheel.job.Outcome;
import io.jobwheel.job.Retry;
import java.util.Optional;

/**
 * Bounds how many attempts of a job end without an outcome: released at a shutdown, stopped for
 * want of a lease, held by a node that does not run them, lost in any other way. Failures and
 * crashes have limits of their own; whatever else an attempt came to is what is left of the count
 * of attempts. So the limit needs no path to count, and no path gets round it.
 */
public final class ReleaseLimit {

  /** How many attempts may be released; a job that has more fails instead of another attempt. */
  public static final int MOST = 100;

  private ReleaseLimit() {}

  /**
   * The outcome of an attempt that must not begin; empty when it may.
   *
   * @param claimed the job with the attempt that is about to begin
   */
  public static Optional<Outcome> outcomeWithoutRun(Job claimed) {
    int released = claimed.attempt() - 1 - claimed.failures() - claimed.crashes();
    return released <= MOST
        ? Optional.empty()
        : Optional.of(
            new Outcome.Failed(
                ErrorCode.RELEASED_TOO_OFTEN.error(
                    "%d of its attempts were released without an outcome; it is not started again."
                        .formatted(released)),
                Retry.NEVER));
  }
}
