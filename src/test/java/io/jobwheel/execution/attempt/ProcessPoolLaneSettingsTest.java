package io.jobwheel.execution.attempt;

import static io.jobwheel.execution.attempt.TestProcessPool.attempt;
import static io.jobwheel.execution.attempt.TestProcessPool.await;
import static io.jobwheel.execution.attempt.TestProcessPool.end;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.execution.TroubleHandler.Kind;
import io.jobwheel.execution.process.WorkerStatus;
import io.jobwheel.job.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The settings of the lane of worker processes, each with a pool of its own. */
@Timeout(60)
class ProcessPoolLaneSettingsTest {

  @Test
  void aWorkerThatDoesNotRespondIsKilled() {
    try (TestProcessPool pool =
        TestProcessPool.start(1, "jobwheel.lanes.process-pool.unresponsive-after=1s")) {
      assertThat(pool.run(Kind.STOP_ANSWERING, 0))
          .isInstanceOfSatisfying(
              Outcome.Crashed.class,
              crashed -> assertThat(crashed.error().message()).contains("did not answer for PT1S"));
      assertThat(pool.run(Kind.ECHO, 0)).isInstanceOf(Outcome.Succeeded.class);
    }
  }

  @Test
  void aWorkerThatRespondsDuringALongAttemptIsNotKilled() {
    try (TestProcessPool pool =
        TestProcessPool.start(1, "jobwheel.lanes.process-pool.unresponsive-after=300ms")) {
      assertThat(pool.run(Kind.SLEEP, 1_000)).isInstanceOf(Outcome.Succeeded.class);
    }
  }

  @Test
  void aResultTooLongForAFrameFailsTheAttemptAndAPrintIsReplaced() {
    try (TestProcessPool pool =
        TestProcessPool.start(
            1,
            "jobwheel.lanes.process-pool.heap=400MB",
            "jobwheel.lanes.output.characters=100000000",
            "jobwheel.lanes.result-limit=100000000")) {
      assertThat(pool.run(Kind.HUGE_RESULT, 20_000_000))
          .isInstanceOfSatisfying(
              Outcome.Failed.class,
              failed -> assertThat(failed.error().code()).isEqualTo("result-too-large"));
      assertThat(pool.run(Kind.HUGE_PRINT, 20_000_000)).isEqualTo(new Outcome.Succeeded(null));
      assertThat(pool.output.prints).anyMatch(print -> print.startsWith("… too long"));
      assertThat(pool.run(Kind.ECHO, 0)).isInstanceOf(Outcome.Succeeded.class);
    }
  }

  @Test
  void programsOfAnAttemptEndWithThePool() {
    try (TestProcessPool pool = TestProcessPool.start(1)) {
      RunningAttempt attempt = attempt(Kind.START_A_PROGRAM, 0, Duration.ofHours(1));
      CompletableFuture<Outcome> running = pool.begin(attempt);
      await(() -> !pool.output.prints.isEmpty());
      long program = Long.parseLong(pool.output.prints.getFirst());
      assertThat(ProcessHandle.of(program)).isPresent();
      pool.processes().close();
      assertThat(end(running)).isInstanceOf(Outcome.Crashed.class);
      await(
          () -> ProcessHandle.of(program).map(ProcessHandle::isAlive).orElse(false).equals(false));
    }
  }

  @Test
  void aWorkerIsReplacedAfterItsNumberOfAttempts() {
    try (TestProcessPool pool =
        TestProcessPool.start(1, "jobwheel.lanes.process-pool.jobs-per-process=2")) {
      List<String> pids = List.of(pool.pid(), pool.pid(), pool.pid(), pool.pid());
      assertThat(pids.get(1)).isEqualTo(pids.get(0));
      assertThat(pids.get(2)).isNotEqualTo(pids.get(0));
      assertThat(pids.get(3)).isEqualTo(pids.get(2));
    }
  }

  @Test
  void aSlotIsFreeAndTheListenerIsCalledWhenTheNextWorkerIsReady() {
    try (TestProcessPool pool =
        TestProcessPool.start(1, "jobwheel.lanes.process-pool.jobs-per-process=1")) {
      await(() -> pool.lane.free() == 1);
      CountDownLatch notified = new CountDownLatch(1);
      pool.lane.onCapacity(notified::countDown);
      assertThat(pool.run(Kind.ECHO, 0)).isInstanceOf(Outcome.Succeeded.class);
      assertThat(pool.lane.reserve(1)).as("the next process is not there yet").isZero();
      await(() -> notified.getCount() == 0);
      assertThat(pool.lane.reserve(1)).isOne();
      pool.lane.release(1);
    }
  }

  @Test
  void aWorkerThatExceedsTheMemoryLimitIsReplaced() {
    try (TestProcessPool pool =
        TestProcessPool.start(
            1,
            "jobwheel.lanes.process-pool.heap=400MB",
            "jobwheel.lanes.process-pool.memory=300MB")) {
      String pid = pool.pid();
      assertThat(pool.pid()).isEqualTo(pid);
      assertThat(pool.run(Kind.HOLD_MEMORY, 250_000_000)).isInstanceOf(Outcome.Succeeded.class);
      assertThat(pool.pid()).isNotEqualTo(pid);
    }
  }

  @Test
  void workersThatDoNotStartLeaveNoSlots() {
    try (TestProcessPool pool =
        TestProcessPool.start(1, "jobwheel.lanes.process-pool.jvm-arguments=--no-such-option")) {
      await(() -> pool.workers().getFirst().state() == WorkerStatus.WorkerState.FAILING);
      assertThat(pool.lane.reserve(1)).isZero();
      assertThat(pool.lane.status().free()).isZero();
    }
  }
}
