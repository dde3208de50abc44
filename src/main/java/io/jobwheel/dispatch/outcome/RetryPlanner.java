package io.jobwheel.dispatch.outcome;

import static io.jobwheel.job.Durations.greatest;
import static io.jobwheel.job.Durations.least;

import io.jobwheel.dispatch.Jitter;
import io.jobwheel.execution.attempt.CancelReason;
import io.jobwheel.job.AttemptPolicy;
import io.jobwheel.job.Backoff;
import io.jobwheel.job.ErrorCode;
import io.jobwheel.job.FailureReason;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.Outcome;
import io.jobwheel.job.Retry;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether and when a job whose attempt failed or crashed is retried. Failures count against
 * the policy of the job, crashes against {@code jobwheel.dispatch.max-crashes}, because their cause
 * may be the node. A failure is not retried at or after the deadline of the job, which then ends
 * with that failure; a job that crashed or was deferred is left to its deadline. Safe for use by
 * any thread.
 */
public final class RetryPlanner {

  private static final Duration LONGEST_REQUESTED = Duration.ofDays(1);
  private static final Backoff AFTER_CRASH =
      new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

  private final int maxCrashes;
  private final Jitter jitter;

  public RetryPlanner(int maxCrashes, Jitter jitter) {
    this.maxCrashes = maxCrashes;
    this.jitter = jitter;
  }

  /**
   * Returns the outcome to record: a retry, or the outcome itself.
   *
   * @param job the job at the start of the attempt
   * @param cancelReason why the attempt was cancelled; null if it was not
   */
  Outcome after(Job job, Outcome outcome, @Nullable CancelReason cancelReason, Instant now) {
    return switch (outcome) {
      case Outcome.Failed failed -> afterFailure(job, failed, cancelReason, now);
      case Outcome.Crashed(JobError error) -> afterCrash(job, error, now);
      case Outcome.Succeeded _, Outcome.Cancelled _, Outcome.Released _, Outcome.Retried _ ->
          outcome;
    };
  }

  private Outcome afterFailure(
      Job job, Outcome.Failed failed, @Nullable CancelReason cancelReason, Instant now) {
    AttemptPolicy policy = job.policy();
    if (failed.retry() instanceof Retry.Deferred(Duration pause)
        && (cancelReason == null || !cancelReason.endsTheJob())) {
      return retried(failed.error(), least(pause, LONGEST_REQUESTED), now, FailureReason.DEFERRED);
    }
    int failures = job.failures() + 1;
    if (!policy.allowsAnother(failures) || (cancelReason != null && cancelReason.endsTheJob())) {
      return failed;
    }
    Outcome planned = planned(failed, policy.pauseAfter(failures), failures, now);
    return planned instanceof Outcome.Retried retried && isTooLate(job, retried) ? failed : planned;
  }

  private static boolean isTooLate(Job job, Outcome.Retried retried) {
    Instant deadline = job.spec().deadline();
    return deadline != null && !retried.runAt().isBefore(deadline);
  }

  private Outcome planned(Outcome.Failed failed, Duration planned, int failures, Instant now) {
    return switch (failed.retry()) {
      case Retry.Never _ -> failed;
      case Retry.AsPlanned _ -> retried(failed.error(), planned, now, failed.reason());
      case Retry.NotBefore(Duration requested) ->
          retried(
              failed.error(),
              greatest(planned, least(requested, LONGEST_REQUESTED)),
              now,
              failed.reason());
      case Retry.OnSchedule(var pauses, Duration atLeast) ->
          retried(
              failed.error(),
              greatest(
                  pauses.get(Math.min(failures, pauses.size()) - 1),
                  least(atLeast, LONGEST_REQUESTED)),
              now,
              failed.reason());
      case Retry.Deferred _ -> failed; // its cancellation ends the job
    };
  }

  private Outcome afterCrash(Job job, JobError error, Instant now) {
    int crashes = job.crashes() + 1;
    if (crashes < maxCrashes) {
      return retried(error, AFTER_CRASH.after(crashes), now, FailureReason.CRASH);
    }
    return new Outcome.Crashed(
        ErrorCode.CRASHED.error(
            "The job crashed %d times; last crash: %s: %s"
                .formatted(crashes, error.code(), error.message())));
  }

  private Outcome.Retried retried(
      JobError error, Duration pause, Instant now, FailureReason reason) {
    Instant runAt = now.plus(jitter.atLeast(pause)).truncatedTo(ChronoUnit.MICROS);
    return new Outcome.Retried(error, runAt, reason);
  }
}
