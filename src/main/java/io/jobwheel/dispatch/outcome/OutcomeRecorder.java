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
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records outcomes in the store, with retries until the write succeeds, and publishes their events.
 * The write of an outcome also schedules the retry of the job. If the store refuses an outcome, the
 * outcome is written without the text of the handler, so that the job does not run again because of
 * its text. An attempt counts as running until its outcome is recorded. Does not block; safe for
 * use by any thread.
 */
public final class OutcomeRecorder {

  private static final Logger log = LoggerFactory.getLogger(OutcomeRecorder.class);

  private static final Backoff RETRIES = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));

  private final JobOutcomes outcomes;
  private final RunningJobs running;
  private final JobEventPublisher events;
  private final RetryPlanner retryPlanner;
  private final InstantSource clock;
  private final Ticker ticker;

  // written at shutdown, read by any thread
  private volatile boolean closed;

  public OutcomeRecorder(
      JobOutcomes outcomes,
      RunningJobs running,
      JobEventPublisher events,
      RetryPlanner retryPlanner,
      InstantSource clock,
      Ticker ticker) {
    this.outcomes = outcomes;
    this.running = running;
    this.events = events;
    this.retryPlanner = retryPlanner;
    this.clock = clock;
    this.ticker = ticker;
  }

  /** Records the outcome of an attempt that {@code owner} claimed. */
  public void record(Node owner, RunningAttempt attempt, Outcome outcome) {
    Job job = attempt.attempt().job();
    Instant now = clock.instant();
    Outcome decided = retryPlanner.after(job, outcome, attempt.cancelReason(), now);
    write(attempt, new EndedAttempt(job, owner.id(), decided, now), RETRIES.first());
  }

  /** Ends the retries of writes, before the store closes. */
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
              try (var _ = AttemptScope.open(attempt.attempt())) { // for log lines
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
      log.warn("job {} - outcome not written; the job will run again", ended.jobId());
      running.remove(attempt);
      return;
    }
    log.debug( // the store logs an outage once
        "job {} - could not write the outcome, next try in {} ({})",
        ended.jobId(),
        retryAfter,
        error.toString());
    var _ =
        ticker.schedule(
            retryAfter, () -> write(attempt, ended.asResubmission(), RETRIES.next(retryAfter)));
  }

  private void refused(
      RunningAttempt attempt, EndedAttempt ended, Duration retryAfter, Throwable error) {
    if (retryAfter.equals(RETRIES.first())) { // once with the text and once without
      log.error("job {} - the store refused the outcome", ended.jobId(), error);
    }
    EndedAttempt plain = ended.withOutcome(TextlessOutcome.of(ended.outcome()));
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
    try (var _ = AttemptScope.open(attempt.attempt())) { // for exemplars and log lines
      events.publish(JobEventMapper.ofOutcome(job, outcome, recorded));
      JobState state = recorded.state();
      if (state == null) {
        log.warn(
            "job {} - outcome {} came too late and was refused by the fence (attempt={})",
            job.id(),
            outcome.state(),
            job.attempt());
      } else if (!state.isFinal() && outcome instanceof Outcome.Retried retried) {
        log.info(
            "job {} - scheduled a retry (attempt={}, notBefore={}, {})",
            job.id(),
            job.attempt(),
            retried.runAt(),
            retried.error().code());
      }
    }
  }
}
