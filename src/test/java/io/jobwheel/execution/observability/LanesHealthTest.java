package io.jobwheel.execution.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.eventloop.EventLoopGroup;
import io.jobwheel.execution.Lane;
import io.jobwheel.execution.LaneProblems;
import io.jobwheel.execution.LaneSize;
import io.jobwheel.execution.Lanes;
import io.jobwheel.execution.process.WorkerStatus;
import io.jobwheel.job.ExecutionMode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

@Timeout(60)
class LanesHealthTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private static Lanes lanes(List<WorkerStatus> workers) {
    List<Lane> lanes = new ArrayList<>();
    for (ExecutionMode mode : ExecutionMode.values()) {
      lanes.add(
          new Lane(
              mode,
              1,
              _ -> new CompletableFuture<>(),
              LaneSize.fixed("no"),
              List.of(),
              () -> mode == ExecutionMode.PROCESS_POOL ? workers : List.of()));
    }
    return new Lanes(lanes);
  }

  private static Health health(Lanes lanes) {
    try (EventLoopGroup loops = new EventLoopGroup("loop", 1)) {
      return new LanesHealth(
              lanes, new LaneProblems(loops, LaneProblems.STALLED), InstantSource.fixed(NOW))
          .health();
    }
  }

  @Test
  void isUpWhenNothingIsWrong() {
    assertThat(health(lanes(List.of()))).isEqualTo(Health.up().build());
  }

  @Test
  void namesAPausedLaneAndSinceWhen() {
    Lanes lanes = lanes(List.of());
    lanes.of(ExecutionMode.SEQUENTIAL).pause(NOW.minusSeconds(90));
    Health health = health(lanes);
    assertThat(health.getStatus()).isEqualTo(new Status("DEGRADED"));
    assertThat(health.getDetails())
        .isEqualTo(
            Map.of(
                "sequential",
                Map.of(
                    "wrong",
                    "Paused by an operator. Jobs of this mode wait.",
                    "since",
                    "2026-03-01T11:58:30Z")));
    lanes.of(ExecutionMode.SEQUENTIAL).resume();
    assertThat(health(lanes).getStatus()).isEqualTo(Status.UP);
  }

  @Test
  void namesProcessesThatCannotBeStartedAndSinceWhen() {
    Health health = health(lanes(List.of(worker(Duration.ZERO), worker(Duration.ofMinutes(5)))));
    assertThat(health.getStatus()).isEqualTo(LanesHealth.DEGRADED);
    assertThat(health.getDetails().get("processes"))
        .isEqualTo(
            Map.of(
                "wrong",
                "1 of 2 worker processes cannot be started. See the log.",
                "since",
                "2026-03-01T11:55:00Z"));
  }

  @Test
  void namesALoopThatOneStepHoldsAndSinceWhen() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (EventLoopGroup loops = new EventLoopGroup("loop", 2)) {
      LanesHealth indicator =
          new LanesHealth(
              lanes(List.of()),
              new LaneProblems(loops, Duration.ofMillis(200)),
              InstantSource.fixed(NOW));
      var _ = loops.loops().getFirst().submit(() -> go.await(30, TimeUnit.SECONDS));
      try {
        Health health = await().until(indicator::health, it -> !it.getDetails().isEmpty());
        assertThat(health.getStatus()).isEqualTo(LanesHealth.DEGRADED);
        assertThat(health.getDetails()).containsOnlyKeys("loop-1");
        Map<?, ?> trouble = (Map<?, ?>) health.getDetails().get("loop-1");
        assertThat(trouble.get("wrong").toString()).contains("Stalled by one step of task-");
        assertThat(Instant.parse(trouble.get("since").toString()))
            .isBetween(NOW.minusSeconds(30), NOW.minusMillis(200));
      } finally {
        go.countDown();
      }
    }
  }

  private static WorkerStatus worker(Duration failing) {
    return new WorkerStatus(
        "process-1",
        failing.isZero() ? WorkerStatus.WorkerState.IDLE : WorkerStatus.WorkerState.FAILING,
        failing.isZero() ? 7 : 0,
        Duration.ZERO,
        Duration.ZERO,
        0,
        -1,
        failing);
  }
}
