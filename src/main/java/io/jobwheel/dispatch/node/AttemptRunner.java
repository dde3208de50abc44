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
 * Sends claimed jobs through their lane and their outcomes to the registry. A slot is free as soon
 * as the body has ended, so that the next claim can share the outcome's commit. Safe from any
 * thread.
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

  /** Makes a runner that wakes the dispatcher when a slot is free. */
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

  /** Starts an attempt in a slot that was reserved for it; never blocks for long. */
  void start(Lane lane, Node owner, Job job, Instant commonStart) {
    AttemptSpan span;
    RunningAttempt attempt;
    try {
      span = tracing.begin(job, owner.name());
      try (var _ = span.open()) { // its trace is the exemplar of this wait
        metrics.started(job, clock.instant());
      }
      attempt = running.add(new Attempt(job, commonStart, owner.name(), span));
    } catch (Throwable e) { // the rest of its batch must start all the same
      lane.release(1);
      log.error("job {} - could not be started, goes back soon", job.id(), e); // by HeldJobs
      return;
    }
    long startedAt = ticker.read();
    var _ =
        run(lane, attempt)
            .whenComplete((outcome, error) -> {
              try {
                lane.release(1);
                dispatcher.request();
                try (var _ = span.open()) { // its trace is the exemplar of this length
                  metrics.ran(job, ticker.since(startedAt));
                }
                span.end(outcome);
              } finally { // whatever went wrong, the outcome is not lost
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
      running.remove(attempt); // else it would count as running for good
      log.error("job {} - its outcome is lost, goes back soon", attempt.attempt().job().id(), e);
    }
  }
}
