package io.jobwheel.dispatch;

import io.jobwheel.execution.Attempt;
import io.jobwheel.execution.Lane;
import io.jobwheel.execution.RunSpan;
import io.jobwheel.execution.RunningAttempt;
import io.jobwheel.execution.RunningJobs;
import io.jobwheel.execution.Tracing;
import io.jobwheel.job.Job;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Sends claimed jobs through their lane and their outcomes to the registry. A slot is free as soon
 * as the body has ended, so that the next claim can share the outcome's commit. Safe from any
 * thread.
 */
final class AttemptRunner {

  private final RunningJobs running;
  private final OutcomeRecorder recorder;
  private final JobMetrics metrics;
  private final Bell bell;
  private final InstantSource clock;
  private final Tracing tracing;

  /** Makes a runner that rings when a slot is free. */
  AttemptRunner(
      RunningJobs running,
      OutcomeRecorder recorder,
      JobMetrics metrics,
      Bell bell,
      InstantSource clock,
      Tracing tracing) {
    this.running = running;
    this.recorder = recorder;
    this.metrics = metrics;
    this.bell = bell;
    this.clock = clock;
    this.tracing = tracing;
  }

  /** Starts an attempt in a slot that was reserved for it; never blocks for long. */
  void start(Lane lane, Node owner, Job job, Instant commonStart) {
    RunSpan span = tracing.begin(job, owner.name());
    RunningAttempt attempt = running.add(new Attempt(job, commonStart, owner.name(), span));
    metrics.started(job, clock.instant());
    long startedAt = System.nanoTime();
    var _ =
        lane.run(attempt)
            .whenComplete((outcome, error) -> {
              lane.release(1);
              bell.ring();
              try (var _ = span.open()) { // its trace is the exemplar of this length
                metrics.ran(job, Duration.ofNanos(System.nanoTime() - startedAt));
              }
              span.end(outcome);
              recorder.record(owner, attempt, outcome);
            });
  }
}
