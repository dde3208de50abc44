package io.jobwheel.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.execution.attempt.Attempt;
import io.jobwheel.execution.attempt.RunningAttempt;
import io.jobwheel.execution.attempt.RunningJobs;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.time.Ticker;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.core.task.TaskRejectedException;

/** The number of attempts that run in a lane. */
class LaneRunningTest {

  private final RunningJobs jobs = new RunningJobs(Ticker.system(), InstantSource.system());

  private RunningAttempt attempt() {
    return jobs.add(new Attempt(Jobs.running().build(), Instant.EPOCH));
  }

  private static Lane lane(LaneService service) {
    return new Lane(ExecutionMode.THREAD_POOL, 4, service);
  }

  @Test
  void anAttemptRunsUntilItsFutureCompletes() {
    CompletableFuture<Outcome> end = new CompletableFuture<>();
    Lane lane = lane(_ -> end);
    AtomicInteger atEnd = new AtomicInteger(-1);
    CompletableFuture<Outcome> outcome = lane.run(attempt());
    var _ = outcome.whenComplete((_, _) -> atEnd.set(lane.running()));
    assertThat(lane.running()).isOne();
    assertThat(lane.status().used()).as("no slot was reserved").isZero();
    end.complete(new Outcome.Succeeded("1"));
    assertThat(outcome).isCompletedWithValue(new Outcome.Succeeded("1"));
    assertThat(atEnd).hasValue(0);
  }

  @Test
  void anAttemptThatFailsOrIsRejectedRunsNoMore() {
    Lane failing =
        lane(_ -> {
          throw new OutOfMemoryError("planted");
        });
    assertThat(failing.run(attempt()).join()).isInstanceOf(Outcome.Failed.class);
    assertThat(failing.running()).isZero();
    Lane closed =
        lane(_ -> {
          throw new TaskRejectedException("planted");
        });
    assertThat(closed.run(attempt()).join()).isEqualTo(new Outcome.Released());
    assertThat(closed.running()).isZero();
    Lane broken = lane(_ -> CompletableFuture.failedFuture(new IllegalStateException("planted")));
    assertThat(broken.run(attempt()).join()).isInstanceOf(Outcome.Failed.class);
    assertThat(broken.running()).isZero();
  }

  @Test
  void aReservedSlotRunsNothing() {
    Lane lane = lane(_ -> new CompletableFuture<>());
    assertThat(lane.reserve(3)).isEqualTo(3);
    assertThat(lane.running()).isZero();
    assertThat(lane.status().used()).isEqualTo(3);
  }
}
