package io.jobwheel.dispatch.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.dispatch.Jitter;
import io.jobwheel.dispatch.Node;
import io.jobwheel.dispatch.event.JobEventPublisher;
import io.jobwheel.execution.attempt.Attempt;
import io.jobwheel.execution.attempt.RunningAttempt;
import io.jobwheel.execution.attempt.RunningJobs;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.store.JobOutcomes.EndedAttempt;
import io.jobwheel.store.JobOutcomes.Recorded;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.time.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** When an outcome that could not be written is written again. */
class OutcomeRecorderTest {

  private final TestClock clock = TestClock.at(Instant.EPOCH);
  private final RunningJobs running = new RunningJobs(clock, clock);
  private final List<EndedAttempt> writes = new ArrayList<>();
  private final OutcomeRecorder recorder =
      new OutcomeRecorder(
          this::write,
          running,
          new JobEventPublisher(List.of()),
          new RetryPlanner(3, new Jitter(new Random(1))),
          clock,
          clock);
  private boolean available;

  private CompletableFuture<Recorded> write(EndedAttempt ended) {
    writes.add(ended);
    return available
        ? CompletableFuture.completedFuture(new Recorded(JobState.SUCCEEDED, null, List.of()))
        : CompletableFuture.failedFuture(new StoreUnavailableException("away"));
  }

  private void record() {
    RunningAttempt attempt =
        running.add(
            new Attempt(
                Jobs.running().type("probe").acceptedAt(Instant.EPOCH).build(), Instant.EPOCH));
    recorder.record(new Node(new UUID(0, 1), "test"), attempt, new Outcome.Succeeded("42"));
  }

  @Test
  void triesFollowAtGrowingPausesOfAtMostFiveSeconds() {
    record();
    List<Long> pauses = new ArrayList<>();
    for (int retry = 0; retry < 8; retry++) {
      assertThat(clock.timers()).hasSize(1);
      Duration pause = clock.timers().getFirst();
      pauses.add(pause.toMillis());
      int before = writes.size();
      clock.advance(pause.minusNanos(1));
      assertThat(writes).hasSize(before);
      clock.advance(Duration.ofNanos(1));
      assertThat(writes).hasSize(before + 1);
    }
    assertThat(pauses).containsExactly(100L, 200L, 400L, 800L, 1_600L, 3_200L, 5_000L, 5_000L);
    assertThat(running.count()).isOne();
  }

  @Test
  void theFirstTryThatIsWrittenEndsTheRetriesAndTheAttempt() {
    record();
    available = true;
    clock.advance(Duration.ofMillis(100));
    assertThat(writes).extracting(EndedAttempt::resubmitted).containsExactly(false, true);
    assertThat(writes).extracting(EndedAttempt::outcome).containsOnly(new Outcome.Succeeded("42"));
    assertThat(running.count()).isZero();
    assertThat(clock.timers()).isEmpty();
  }

  @Test
  void afterTheCloseThereIsOneMoreTry() {
    record();
    recorder.close();
    clock.advance(Duration.ofMillis(100));
    assertThat(writes).hasSize(2);
    assertThat(running.count()).isZero();
    assertThat(clock.timers()).isEmpty();
  }
}
