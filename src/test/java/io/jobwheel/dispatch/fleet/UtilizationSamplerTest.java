package io.jobwheel.dispatch.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.execution.Lane;
import io.jobwheel.execution.LaneSize;
import io.jobwheel.execution.Lanes;
import io.jobwheel.execution.attempt.Attempt;
import io.jobwheel.execution.attempt.RunningJobs;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.time.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class UtilizationSamplerTest {

  private final TestClock clock = TestClock.at(Instant.EPOCH);
  private final CompletableFuture<Outcome> end = new CompletableFuture<>();
  private final Lanes lanes = lanes(end);
  private final UtilizationSampler sampler = new UtilizationSampler(lanes, clock);

  private static Lanes lanes(CompletableFuture<Outcome> end) {
    return new Lanes(
        Arrays.stream(ExecutionMode.values())
            .map(mode ->
                new Lane(
                    mode,
                    mode == ExecutionMode.PROCESS_POOL ? 0 : 4,
                    _ -> end.copy(),
                    LaneSize.fixed("no"),
                    List.of(),
                    List::of))
            .toList());
  }

  private void run(ExecutionMode mode, int attempts) {
    RunningJobs running = new RunningJobs(clock, clock);
    for (int i = 0; i < attempts; i++) {
      Attempt attempt = new Attempt(Jobs.running().mode(mode).build(), Instant.EPOCH);
      var _ = lanes.of(mode).run(running.add(attempt));
    }
  }

  @Test
  void theRunningAttemptsOfEachLaneAreReadOnceASecond() {
    sampler.start();
    assertThat(clock.timers()).containsExactly(Duration.ofSeconds(1));
    run(ExecutionMode.THREAD_POOL, 3);
    clock.advance(Duration.ofMillis(5_500));
    end.complete(new Outcome.Succeeded("1"));
    clock.advance(Duration.ofMillis(4_500));
    assertThat(sampler.of(ExecutionMode.THREAD_POOL).percent())
        .as("five of the nine readings before the end of the window found 75 percent")
        .containsExactly(42);
    assertThat(sampler.of(ExecutionMode.SEQUENTIAL).percent()).containsExactly(0);
    assertThat(sampler.of(ExecutionMode.PROCESS_POOL).percent())
        .as("a lane without slots")
        .containsExactly(0);
  }

  @Test
  void slotsThatAClaimReservesAreNotInUse() {
    sampler.start();
    assertThat(lanes.of(ExecutionMode.THREAD_POOL).reserve(4)).isEqualTo(4);
    clock.advance(Duration.ofSeconds(10));
    assertThat(sampler.of(ExecutionMode.THREAD_POOL).percent()).containsExactly(0);
  }

  @Test
  void theReadingsEnd() {
    sampler.start();
    clock.advance(Duration.ofSeconds(30));
    sampler.close();
    assertThat(clock.timers()).isEmpty();
    sampler.start();
    assertThat(clock.timers()).as("for good").isEmpty();
  }
}
