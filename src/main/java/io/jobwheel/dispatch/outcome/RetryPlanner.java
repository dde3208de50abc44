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
 * Decides whether a job whose attempt ended badly gets another one, and when. Failures count
 * against the job's policy; crashes, which are nobody's proven fault, against a limit of the node.
 * Safe from any thread.
 */
public final class RetryPlanner {

  private static final Duration LONGEST_WISH = Duration.ofDays(1);
  private static final Backoff AFTER_CRASH =
      new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

  private final int maxCrashes;
  private final Jitter jitter;

  public RetryPlanner(int maxCrashes, Jitter jitter) {
    this.maxCrashes = maxCrashes;
    this.jitter = jitter;
  }

  /**
   * What becomes of the job.
   *
   * @param job as it was when the attempt began
   * @param told why the attempt was told to end, if it was
   */
  Outcome after(Job job, Outcome outcome, @Nullable CancelReason told, Instant now) {
    return switch (outcome) {
      case Outcome.Failed failed -> afterFailure(job, failed, told, now);
      case Outcome.Crashed(JobError error) -> afterCrash(job, error, now);
      case Outcome.Succeeded _, Outcome.Cancelled _, Outcome.Released _, Outcome.Retried _ ->
          outcome;
    };
  }

  private Outcome afterFailure(
      Job job, Outcome.Failed failed, @Nullable CancelReason told, Instant now) {
    AttemptPolicy policy = job.policy();
    int failures = job.failures() + 1;
    if (!policy.allowsAnother(failures) || (told != null && told.endsTheJob())) {
      return failed;
    }
    Duration planned = policy.pauseAfter(failures);
    return switch (failed.retry()) {
      case Retry.Never _ -> failed;
      case Retry.AsPlanned _ -> retried(failed.error(), planned, now, failed.reason());
      case Retry.NotBefore(Duration wish) ->
          retried(
              failed.error(), greatest(planned, least(wish, LONGEST_WISH)), now, failed.reason());
    };
  }

  private Outcome afterCrash(Job job, JobError error, Instant now) {
    int crashes = job.crashes() + 1;
    if (crashes < maxCrashes) {
      return retried(error, AFTER_CRASH.after(crashes), now, FailureReason.CRASH);
    }
    return new Outcome.Crashed(
        ErrorCode.CRASHED.error(
            "It crashed %d times; the last time: %s: %s"
                .formatted(crashes, error.code(), error.message())));
  }

  private Outcome.Retried retried(
      JobError error, Duration pause, Instant now, FailureReason reason) {
    Instant runAt = now.plus(jitter.atLeast(pause)).truncatedTo(ChronoUnit.MICROS);
    return new Outcome.Retried(error, runAt, reason);
  }
}
