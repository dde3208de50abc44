package io.jobwheel.dispatch.node;

import io.jobwheel.dispatch.Node;
import io.jobwheel.dispatch.WakeUp;
import io.jobwheel.dispatch.event.JobMetrics;
import io.jobwheel.dispatch.outcome.OutcomeRecorder;
import io.jobwheel.dispatch.outcome.ReleaseLimit;
import io.jobwheel.execution.Lane;
import io.jobwheel.execution.attempt.Attempt;
import io.jobwheel.execution.attempt.AttemptSpan;
import io.jobwheel.execution.attempt.RunningAttempt;
import io.jobwheel.execution.attempt.RunningJobs;
import io.jobwheel.execution.attempt.Tracing;
import io.jobwheel.job.Job;
import io.jobwheel.job.Outcome;
import io.jobwheel.time.Ticker;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs claimed jobs in their lane and has their outcomes recorded. The slot is released when the
 * handler has ended, so that the next claim can share the commit of the outcome. Safe for use by
 * any thread.
 */
final class AttemptRunner {

  private static final Logger log = LoggerFactory.getLogger(AttemptRunner.class);

  private final RunningJobs running;
  private final OutcomeRecorder recorder;
  private final JobMetrics metrics;
  private final WakeUp dispatcher;
  private final InstantSource clock;
  private final Ticker ticker;
  private final Tracing tracing;

  /** Creates a runner that wakes the dispatcher when a slot is released. */
  AttemptRunner(
      RunningJobs running,
      OutcomeRecorder recorder,
      JobMetrics metrics,
      WakeUp dispatcher,
      InstantSource clock,
      Ticker ticker,
      Tracing tracing) {
    this.running = running;
    this.recorder = recorder;
    this.metrics = metrics;
    this.dispatcher = dispatcher;
    this.clock = clock;
    this.ticker = ticker;
    this.tracing = tracing;
  }

  /** Starts an attempt in a slot that is reserved for it. Does not wait for the attempt. */
  void start(Lane lane, Node owner, Job job, Instant commonStart) {
    AttemptSpan span;
    RunningAttempt attempt;
    try {
      span = tracing.begin(job, owner.name());
      try (var _ = span.open()) { // the trace becomes the exemplar of the wait
        metrics.started(job, clock.instant());
      }
      attempt = running.add(new Attempt(job, commonStart, owner.name(), span));
    } catch (Throwable e) { // the rest of the batch must start
      lane.release(1);
      log.error("job {} - could not be started; it will be released", job.id(), e);
      return;
    }
    long startedAt = ticker.read();
    var _ =
        run(lane, attempt)
            .whenComplete((outcome, error) -> {
              try {
                lane.release(1);
                dispatcher.request();
                try (var _ = span.open()) { // the trace becomes the exemplar of the duration
                  metrics.ran(job, ticker.since(startedAt));
                }
                span.end(outcome);
              } finally { // the outcome must not be lost
                record(owner, attempt, outcome);
              }
            });
  }

  private static CompletableFuture<Outcome> run(Lane lane, RunningAttempt attempt) {
    return ReleaseLimit.outcomeWithoutRun(attempt.attempt().job())
        .map(CompletableFuture::completedFuture)
        .orElseGet(() -> lane.run(attempt));
  }

  private void record(Node owner, RunningAttempt attempt, Outcome outcome) {
    try {
      recorder.record(owner, attempt, outcome);
    } catch (Throwable e) {
      running.remove(attempt); // else it would count as running forever
      log.error("job {} - outcome lost; the job will be released", attempt.attempt().job().id(), e);
    }
  }
}
