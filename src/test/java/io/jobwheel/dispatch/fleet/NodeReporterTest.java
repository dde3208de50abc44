package io.jobwheel.dispatch.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.eventloop.EventLoopGroup;
import io.jobwheel.execution.FakeLanes;
import io.jobwheel.execution.Lane;
import io.jobwheel.execution.LaneProblems;
import io.jobwheel.execution.LaneSize;
import io.jobwheel.execution.Lanes;
import io.jobwheel.execution.process.WorkerStatus;
import io.jobwheel.execution.process.WorkerStatus.WorkerState;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.store.query.NodeCapabilities;
import io.jobwheel.store.query.NodeStatus;
import io.jobwheel.store.query.NodeStatus.LaneReport;
import io.jobwheel.store.query.NodeStatus.LaneTrouble;
import io.jobwheel.store.query.NodeStatus.NodeCounts;
import io.jobwheel.time.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class NodeReporterTest {

  private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
  private static final NodeCounts COUNTS = new NodeCounts(6, 5, 4, 3, 2, 1);

  private final TestClock clock = TestClock.at(NOW);
  private final EventLoopGroup loops = new EventLoopGroup("loop", 2);

  @AfterEach
  void close() {
    loops.close();
  }

  private NodeStatus status(Lanes lanes, Duration stalledAfter) {
    return new NodeReporter(
            "1.2.3",
            lanes,
            new LaneProblems(loops, stalledAfter),
            new UtilizationSampler(lanes, clock),
            () -> new NodeCapabilities(Set.of("a", "b"), Set.of(ExecutionMode.SEQUENTIAL)),
            () -> COUNTS,
            clock)
        .status();
  }

  private static LaneReport lane(NodeStatus status, ExecutionMode mode) {
    return status.lanes().get(mode.ordinal());
  }

  private static @Nullable LaneTrouble problem(NodeStatus status, ExecutionMode mode) {
    return lane(status, mode).problem();
  }

  @Test
  void aStatusHasTheLanesOfAllModesWithTheirSlotsAndPauses() {
    Lanes lanes = FakeLanes.ofFourSlots();
    lanes.of(ExecutionMode.SEQUENTIAL).pause(NOW.minusSeconds(5));
    NodeStatus status = status(lanes, LaneProblems.STALLED);
    assertThat(status.version()).isEqualTo("1.2.3");
    assertThat(status.types()).isEqualTo(2);
    assertThat(status.modes()).containsExactly(ExecutionMode.SEQUENTIAL);
    assertThat(status.counts()).isEqualTo(COUNTS);
    assertThat(status.lanes()).extracting(LaneReport::mode).containsExactly(ExecutionMode.values());
    assertThat(status.lanes()).extracting(LaneReport::slots).containsOnly(4);
    assertThat(status.lanes()).extracting(LaneReport::problem).containsOnlyNulls();
    assertThat(lane(status, ExecutionMode.EVENT_LOOP).used())
        .as("a slot is reserved, but no attempt runs")
        .isZero();
    assertThat(lane(status, ExecutionMode.SEQUENTIAL).pausedSince()).isEqualTo(NOW.minusSeconds(5));
    assertThat(lane(status, ExecutionMode.EVENT_LOOP).pausedSince()).isNull();
  }

  @Test
  void workersThatCannotStartAreAProblemOfTheirLaneOnly() {
    NodeStatus status =
        status(withWorkers(worker(30), worker(90), worker(0)), LaneProblems.STALLED);
    assertThat(problem(status, ExecutionMode.PROCESS_POOL))
        .isEqualTo(
            new LaneTrouble(
                "WORKERS_FAILING",
                "2 of 3 worker processes cannot be started. See the log.",
                NOW.minusSeconds(90)));
    assertThat(problem(status, ExecutionMode.EVENT_LOOP)).isNull();
  }

  @Test
  void aStalledLoopIsAProblemUntilItGoesOn() {
    CountDownLatch go = new CountDownLatch(1);
    Lanes lanes = FakeLanes.ofFourSlots();
    Duration limit = Duration.ofMillis(100);
    var _ = loops.loops().getLast().submit(() -> go.await(20, TimeUnit.SECONDS));
    try {
      Awaitility.await()
          .until(() -> problem(status(lanes, limit), ExecutionMode.EVENT_LOOP) != null);
      NodeStatus status = status(lanes, limit);
      LaneTrouble trouble = problem(status, ExecutionMode.EVENT_LOOP);
      assertThat(trouble).isNotNull();
      assertThat(trouble.code()).isEqualTo("LOOP_STALLED");
      assertThat(trouble.detail()).startsWith("Stalled by one step of task-");
      assertThat(trouble.since()).isBetween(NOW.minusSeconds(20), NOW.minus(limit));
      assertThat(problem(status, ExecutionMode.SEQUENTIAL)).isNull();
    } finally {
      go.countDown();
    }
    Awaitility.await().until(() -> problem(status(lanes, limit), ExecutionMode.EVENT_LOOP) == null);
  }

  private static WorkerStatus worker(int failingSeconds) {
    return new WorkerStatus(
        "process-1",
        failingSeconds == 0 ? WorkerState.IDLE : WorkerState.FAILING,
        0,
        Duration.ZERO,
        Duration.ZERO,
        0,
        -1,
        Duration.ofSeconds(failingSeconds));
  }

  private static Lanes withWorkers(WorkerStatus... workers) {
    return new Lanes(
        Arrays.stream(ExecutionMode.values())
            .map(mode ->
                new Lane(
                    mode,
                    3,
                    _ -> new CompletableFuture<>(),
                    LaneSize.fixed("no"),
                    List.of(),
                    () -> mode == ExecutionMode.PROCESS_POOL ? List.of(workers) : List.of()))
            .toList());
  }
}
