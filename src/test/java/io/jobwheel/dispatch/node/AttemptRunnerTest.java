package io.jobwheel.dispatch.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.dispatch.Jitter;
import io.jobwheel.dispatch.Node;
import io.jobwheel.dispatch.WakeUp;
import io.jobwheel.dispatch.event.JobEventPublisher;
import io.jobwheel.dispatch.event.JobMetrics;
import io.jobwheel.dispatch.outcome.OutcomeRecorder;
import io.jobwheel.dispatch.outcome.RetryPlanner;
import io.jobwheel.execution.FakeLanes;
import io.jobwheel.execution.Lane;
import io.jobwheel.execution.attempt.RunningJobs;
import io.jobwheel.execution.attempt.Tracing;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobAttempts;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.store.JobOutcomes.EndedAttempt;
import io.jobwheel.store.JobOutcomes.Recorded;
import io.jobwheel.time.Ticker;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Starts and ends of attempts while parts of the service fail. */
class AttemptRunnerTest {

  private static final Node NODE = new Node(new UUID(0, 1), "test");

  private final RunningJobs running = new RunningJobs(Ticker.system(), InstantSource.system());
  private final List<Outcome> recorded = new ArrayList<>();

  /** Fails to create timers. */
  private static final class WithoutMemory extends SimpleMeterRegistry {

    @Override
    protected Timer newTimer(
        Meter.Id id, DistributionStatisticConfig config, PauseDetector pauseDetector) {
      throw new OutOfMemoryError("of a test");
    }
  }

  private AttemptRunner runner(MeterRegistry meters, InstantSource clock) {
    OutcomeRecorder recorder =
        new OutcomeRecorder(
            this::record,
            running,
            new JobEventPublisher(List.of()),
            new RetryPlanner(3, new Jitter(new Random(1))),
            clock,
            Ticker.system());
    return new AttemptRunner(
        running,
        recorder,
        new JobMetrics(meters),
        new WakeUp(Ticker.system()),
        clock,
        Ticker.system(),
        Tracing.OFF);
  }

  private CompletableFuture<Recorded> record(EndedAttempt ended) {
    recorded.add(ended.outcome());
    return new CompletableFuture<>();
  }

  private static Job job(int attempt) {
    return Jobs.running()
        .type("probe")
        .attempts(new JobAttempts(attempt, 1, 0, 0, 0))
        .acceptedAt(Instant.EPOCH)
        .build();
  }

  @Test
  void anAttemptThatCannotBeStartedGivesItsSlotBackAndTheNextOneStarts() {
    Lane lane = FakeLanes.ending(new Outcome.Succeeded(null));
    AttemptRunner without = runner(new WithoutMemory(), InstantSource.fixed(Instant.EPOCH));
    assertThat(lane.reserve(2)).isEqualTo(2);
    without.start(lane, NODE, job(1), Instant.EPOCH);
    assertThat(lane.free()).isEqualTo(3);
    assertThat(running.count()).as("so that it is found as an orphan").isZero();
    runner(new SimpleMeterRegistry(), InstantSource.fixed(Instant.EPOCH))
        .start(lane, NODE, job(1), Instant.EPOCH);
    assertThat(lane.free()).isEqualTo(4);
    assertThat(recorded).hasSize(1);
  }

  @Test
  void anErrorAtTheEndDoesNotLoseTheOutcome() {
    Lane lane = FakeLanes.ending(new Outcome.Succeeded("42"));
    assertThat(lane.reserve(1)).isOne();
    runner(new WithoutMemory(), InstantSource.fixed(Instant.EPOCH))
        .start(lane, NODE, job(2), Instant.EPOCH); // its meters are created at its end
    assertThat(recorded).containsExactly(new Outcome.Succeeded("42"));
    assertThat(lane.free()).isEqualTo(4);
  }

  @Test
  void anOutcomeThatCannotBeHandedInLeavesNothingRunning() {
    Lane lane = FakeLanes.ending(new Outcome.Succeeded("42"));
    assertThat(lane.reserve(1)).isOne();
    AttemptRunner runner =
        new AttemptRunner(
            running,
            null, // throws for each outcome
            new JobMetrics(new SimpleMeterRegistry()),
            new WakeUp(Ticker.system()),
            InstantSource.fixed(Instant.EPOCH),
            Ticker.system(),
            Tracing.OFF);
    runner.start(lane, NODE, job(1), Instant.EPOCH);
    assertThat(running.count()).isZero();
    assertThat(lane.free()).isEqualTo(4);
  }
}
