package io.jobwheel.dispatch.outcome;

import io.jobwheel.dispatch.Node;
import io.jobwheel.dispatch.event.JobEventMapper;
import io.jobwheel.dispatch.event.JobEventPublisher;
import io.jobwheel.execution.attempt.AttemptScope;
import io.jobwheel.execution.attempt.RunningAttempt;
import io.jobwheel.execution.attempt.RunningJobs;
import io.jobwheel.job.Backoff;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Outcome;
import io.jobwheel.store.JobOutcomes;
import io.jobwheel.store.JobOutcomes.EndedAttempt;
import io.jobwheel.store.JobOutcomes.Recorded;
import io.jobwheel.store.StoreRefusedException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes outcomes until the registry has taken them, and publishes their events. An outcome that it
 * refuses is written without its text; one that has none is at no fault, and is written again as
 * after an outage. So a job whose outcome is refused does not run again. A job that is to be tried
 * again is scheduled by the same write. An attempt counts as running until then. Safe from any
 * thread; never blocks.
 */
public final class OutcomeRecorder {

  private static final Logger log = LoggerFactory.getLogger(OutcomeRecorder.class);

  private static final Backoff RETRIES = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));

  private final JobOutcomes outcomes;
  private final RunningJobs running;
  private final JobEventPublisher events;
  private final RetryPlanner nextAttempt;
  private final InstantSource clock;

  // written at shutdown, read by any thread
  private volatile boolean closed;

  public OutcomeRecorder(
      JobOutcomes outcomes,
      RunningJobs running,
      JobEventPublisher events,
      RetryPlanner nextAttempt,
      InstantSource clock) {
    this.outcomes = outcomes;
    this.running = running;
    this.events = events;
    this.nextAttempt = nextAttempt;
    this.clock = clock;
  }

  public void record(Node owner, RunningAttempt attempt, Outcome outcome) {
    Job job = attempt.attempt().job();
    Instant now = clock.instant();
    Outcome decided = nextAttempt.after(job, outcome, attempt.cancelReason(), now);
    EndedAttempt ended =
        new EndedAttempt(job.id(), job.groupId(), owner.id(), job.fence(), decided, now, false);
    write(attempt, ended, RETRIES.first());
  }

  /** Tries no outcome again from now on: the registry is about to close. */
  public void close() {
    closed = true;
  }

  private void write(RunningAttempt attempt, EndedAttempt ended, Duration retryAfter) {
    var _ =
        outcomes
            .record(ended)
            .whenComplete((recorded, error) -> {
              if (error == null) {
                recorded(attempt, ended.outcome(), recorded);
                return;
              }
              try (var _ = AttemptScope.open(attempt.attempt())) { // for what is logged
                if (isRefusal(error)) {
                  refused(attempt, ended, retryAfter, error);
                } else {
                  retry(attempt, ended, retryAfter, error);
                }
              }
            });
  }

  private void retry(
      RunningAttempt attempt, EndedAttempt ended, Duration retryAfter, Throwable error) {
    if (closed) {
      log.warn("job {} - its outcome was not written, it will run again", ended.jobId());
      running.remove(attempt);
      return;
    }
    log.debug( // the registry itself says once that it is away
        "job {} - its outcome could not be written, tries again in {} ({})",
        ended.jobId(),
        retryAfter,
        error.toString());
    CompletableFuture.delayedExecutor(retryAfter.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> write(attempt, ended.asResubmission(), RETRIES.next(retryAfter)));
  }

  private void refused(
      RunningAttempt attempt, EndedAttempt ended, Duration retryAfter, Throwable error) {
    if (retryAfter.equals(RETRIES.first())) { // once for each form of it
      log.error("job {} - the registry refused its outcome", ended.jobId(), error);
    }
    EndedAttempt plain = ended.withOutcome(PlainOutcome.of(ended.outcome()));
    if (plain.equals(ended)) {
      retry(attempt, ended, retryAfter, error);
    } else {
      write(attempt, plain, RETRIES.first());
    }
  }

  private static boolean isRefusal(Throwable error) {
    return error instanceof StoreRefusedException
        || error.getCause() instanceof StoreRefusedException;
  }

  private void recorded(RunningAttempt attempt, Outcome outcome, Recorded recorded) {
    running.remove(attempt);
    Job job = attempt.attempt().job();
    try (var _ = AttemptScope.open(attempt.attempt())) { // for exemplars, and for what is logged
      events.publish(JobEventMapper.ofOutcome(job, outcome, recorded));
      JobState state = recorded.state();
      if (state == null) {
        log.warn(
            "job {} - its outcome {} came too late and was refused (attempt={})",
            job.id(),
            outcome.state(),
            job.attempt());
      } else if (!state.isFinal() && outcome instanceof Outcome.Retried retried) {
        log.info(
            "job {} - tries again (attempt={}, not before={}, {})",
            job.id(),
            job.attempt(),
            retried.runAt(),
            retried.error().code());
      }
    }
  }
}
