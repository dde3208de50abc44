package io.jobwheel.dispatch;

import io.jobwheel.execution.RunningAttempt;
import io.jobwheel.execution.RunningJobs;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Outcome;
import io.jobwheel.store.JobOutcomes;
import io.jobwheel.store.JobOutcomes.EndedAttempt;
import io.jobwheel.store.JobOutcomes.Recorded;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes outcomes until the registry has taken or refused them, and tells those who wait. An
 * attempt counts as running until then. Safe from any thread; never blocks.
 */
final class OutcomeRecorder {

  private static final Logger log = LoggerFactory.getLogger(OutcomeRecorder.class);
  private static final Duration FIRST_RETRY = Duration.ofMillis(100);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(5);

  private final JobOutcomes outcomes;
  private final RunningJobs running;
  private final JobMetrics metrics;
  private final Endings endings;
  private final InstantSource clock;
  private final Consumer<Job> givenBack;

  // written at shutdown, read by any thread
  private volatile boolean closed;

  /** Makes a recorder that calls {@code givenBack} with each job that is queued again. */
  OutcomeRecorder(
      JobOutcomes outcomes,
      RunningJobs running,
      JobMetrics metrics,
      Endings endings,
      InstantSource clock,
      Consumer<Job> givenBack) {
    this.outcomes = outcomes;
    this.running = running;
    this.metrics = metrics;
    this.endings = endings;
    this.clock = clock;
    this.givenBack = givenBack;
  }

  void record(Node owner, RunningAttempt attempt, Outcome outcome) {
    Job job = attempt.attempt().job();
    EndedAttempt ended =
        new EndedAttempt(
            job.id(), job.groupId(), owner.id(), job.fence(), outcome, clock.instant());
    write(attempt, ended, FIRST_RETRY);
  }

  /** Tries no outcome again from now on: the registry is about to close. */
  void close() {
    closed = true;
  }

  private void write(RunningAttempt attempt, EndedAttempt ended, Duration retryAfter) {
    var _ =
        outcomes
            .record(ended)
            .whenComplete((recorded, error) -> {
              if (error == null) {
                recorded(attempt, ended.outcome(), recorded);
              } else {
                retry(attempt, ended, retryAfter, error);
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
    log.warn(
        "job {} - its outcome could not be written, tries again in {} ({})",
        ended.jobId(),
        retryAfter,
        error.toString());
    Duration doubled = retryAfter.multipliedBy(2);
    Duration next = doubled.compareTo(LONGEST_RETRY) < 0 ? doubled : LONGEST_RETRY;
    CompletableFuture.delayedExecutor(retryAfter.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> write(attempt, ended, next));
  }

  private void recorded(RunningAttempt attempt, Outcome outcome, Recorded recorded) {
    running.remove(attempt);
    Job job = attempt.attempt().job();
    if (!recorded.accepted()) {
      log.warn(
          "job {} - its outcome {} came too late and was refused (attempt={})",
          job.id(),
          outcome.state(),
          job.attempt());
      return;
    }
    metrics.finished(job, outcome);
    if (outcome.state() == JobState.QUEUED) {
      givenBack.accept(job);
    } else {
      endings.jobEnded(job.id(), recorded.endedGroup());
    }
    if (outcome.state() == JobState.FAILED && job.groupId() != null) {
      endings.jobOfGroupFailed(job.groupId());
    }
  }
}
