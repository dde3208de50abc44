package io.jobwheel.schedule;

import static io.jobwheel.schedule.TestDefinition.NOON;
import static io.jobwheel.schedule.TestDefinition.every;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.store.StoreRefusedException;
import io.jobwheel.store.schedule.FireKind;
import io.jobwheel.store.schedule.FireOutcome;
import io.jobwheel.store.schedule.FirePlanner;
import io.jobwheel.store.schedule.FireRecord;
import io.jobwheel.store.schedule.Schedule;
import io.jobwheel.time.TestClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ScheduleRunnerTest {

  private static final Duration LIMIT = Duration.ofSeconds(5);

  /** Schedules that are overdue, and how the runner asks for them. */
  private static final class Overdue extends MemorySchedules {

    final BlockingQueue<String> calls = new LinkedBlockingQueue<>();

    // guarded by this
    private int overdue;
    private int waiting;
    private int refusals;
    private boolean locked;
    private @Nullable Duration untilNext;

    synchronized void set(int overdue, int waiting, @Nullable Duration untilNext) {
      this.overdue = overdue;
      this.waiting = waiting;
      this.untilNext = untilNext;
    }

    synchronized void refuse(int times) {
      refusals = times;
    }

    synchronized void lock() {
      locked = true;
    }

    @Override
    public synchronized CompletableFuture<Fired> fireDue(FirePlanner planner, int limit) {
      boolean postpones = planner == DuePlanner.POSTPONING;
      calls.add((postpones ? "postpone " : "fire ") + limit);
      if (refusals > 0 && !postpones) {
        refusals--;
        return CompletableFuture.failedFuture(
            new StoreRefusedException("as the test says", new IllegalStateException()));
      }
      int fired = locked ? 0 : Math.min(limit, overdue);
      overdue -= fired;
      FireRecord fire =
          new FireRecord(NOON, FireKind.DUE, FireOutcome.SKIPPED, NOON, null, "as the test says");
      Schedule schedule = every(Duration.ofHours(1)).schedule("report");
      return CompletableFuture.completedFuture(
          new Fired(
              Collections.nCopies(fired, schedule),
              Collections.nCopies(fired, fire),
              0,
              List.of(),
              List.of(),
              List.of()));
    }

    @Override
    public synchronized NextFire next() {
      return new NextFire(1, waiting, overdue > 0 ? Duration.ofMillis(-1) : untilNext);
    }

    /** Returns the next calls. */
    List<String> calls(int count) throws InterruptedException {
      List<String> next = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        next.add(String.valueOf(calls.poll(10, TimeUnit.SECONDS)));
      }
      return next;
    }
  }

  private final Overdue schedules = new Overdue();
  private final TestClock clock = TestClock.at(NOON);
  private @Nullable ScheduleRunner runner;

  private ScheduleRunner start() {
    ScheduleMetrics metrics = new ScheduleMetrics(new SimpleMeterRegistry());
    NoJobs none = new NoJobs();
    ScheduleRunner started =
        new ScheduleRunner(
            schedules,
            new DuePlanner(TestDefinition.definitions(), new FireJobs(none, none)),
            new FiredSchedules((_, _, _) -> {}, metrics),
            metrics,
            LIMIT,
            clock);
    started.start();
    runner = started;
    return started;
  }

  @AfterEach
  void stop() {
    if (runner != null) {
      runner.stop();
    }
  }

  @Test
  void overdueSchedulesFireWithoutAPauseBetween() throws Exception {
    schedules.set(250, 0, null);
    start();

    assertThat(clock.passPause()).isEqualTo(ScheduleRunner.POLL);
    assertThat(schedules.calls(3)).containsOnly("fire 100");
  }

  @Test
  void itPausesUntilTheNextTime() throws Exception {
    schedules.set(0, 0, Duration.ofMillis(700));
    start();

    assertThat(clock.passPause()).isEqualTo(Duration.ofMillis(700));
  }

  @Test
  void itLooksAgainSoonForSchedulesThatAnotherNodeHasLocked() throws Exception {
    schedules.set(5, 0, null);
    schedules.lock();
    start();

    assertThat(clock.passPause()).isEqualTo(ScheduleRunner.POLL.dividedBy(10));
    assertThat(schedules.calls(1)).containsExactly("fire 100");
  }

  @Test
  void theEndOfAJobCausesALookOnlyIfAnotherOneWaits() throws Exception {
    ScheduleRunner started = start();
    assertThat(schedules.calls(1)).containsExactly("fire 100");
    clock.awaitPause();
    schedules.set(0, 1, null);
    started.jobEnded();
    assertThat(schedules.calls).isEmpty();
    clock.passPause();
    assertThat(schedules.calls(1)).containsExactly("fire 100");
    clock.awaitPause();

    started.jobEnded();

    assertThat(schedules.calls(1)).containsExactly("fire 100");
  }

  @Test
  void afterARefusalFewerFireAtOnceAndTheOneThatIsRefusedIsPostponed() throws Exception {
    schedules.set(3, 0, null);
    schedules.refuse(3);
    start();
    for (int i = 0; i < 3; i++) {
      assertThat(clock.passPause()).isEqualTo(Duration.ofSeconds(1));
    }

    assertThat(schedules.calls(7))
        .containsExactly(
            "fire 100", "fire 10", "fire 1", "postpone 1", "fire 1", "fire 1", "fire 1");
    clock.passPause();
    assertThat(schedules.calls(1)).containsExactly("fire 100");
  }
}
