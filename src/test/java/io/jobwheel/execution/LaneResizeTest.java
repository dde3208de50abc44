package io.jobwheel.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jobwheel.execution.attempt.Attempts;
import io.jobwheel.execution.observability.LaneTest;
import io.jobwheel.handler.ProbeHandler;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/** Lanes that are resized and paused while attempts come and go. */
@Timeout(60)
class LaneResizeTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final int MOST = 64;

  private final AtomicInteger carried = new AtomicInteger();
  private final Lane lane =
      new Lane(
          ExecutionMode.THREAD_POOL,
          4,
          _ -> new CompletableFuture<>(),
          LaneSize.upTo(MOST, carried::set),
          List.of(),
          List::of);

  @Test
  void aLaneThatGrowsTakesMoreAndNotifiesItsListeners() {
    AtomicInteger notified = new AtomicInteger();
    lane.onCapacity(notified::incrementAndGet);
    assertThat(lane.reserve(10)).isEqualTo(4);
    lane.resize(6);
    assertThat(notified).hasValue(1);
    assertThat(lane.reserve(10)).isEqualTo(2);
    assertThat(carried).hasValue(6);
  }

  @Test
  void aLaneThatShrinksLetsWhatRunsGoOnAndTakesNoneUntilEnoughHaveEnded() {
    assertThat(lane.reserve(4)).isEqualTo(4);
    lane.resize(2);
    assertThat(lane.status().used()).isEqualTo(4);
    assertThat(lane.status().utilization()).isEqualTo(2);
    lane.release(2);
    assertThat(lane.reserve(1)).isZero();
    assertThat(carried).as("the threads of what ran are not needed any more").hasValue(2);
    lane.release(1);
    assertThat(lane.reserve(5)).isOne();
  }

  @Test
  void aPausedLaneTakesNothingAndHasTheTimeOfThePause() {
    assertThat(lane.reserve(1)).isOne();
    lane.pause(NOW);
    lane.pause(NOW.plusSeconds(60));
    assertThat(lane.status().pausedSince()).isEqualTo(NOW);
    assertThat(lane.free()).isZero();
    assertThat(lane.status().free()).isZero();
    assertThat(lane.reserve(1)).isZero();
    lane.release(1);
    lane.resize(8);
    assertThat(lane.reserve(1)).as("a resize does not resume").isZero();
    AtomicInteger notified = new AtomicInteger();
    lane.onCapacity(notified::incrementAndGet);
    lane.resume();
    lane.resume();
    assertThat(notified.get()).isPositive();
    assertThat(lane.reserve(9)).isEqualTo(8);
  }

  @Test
  void aSizeBeyondTheBoundsChangesNothing() {
    for (int slots : new int[] {Integer.MIN_VALUE, -1, 0, MOST + 1, Integer.MAX_VALUE}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> lane.resize(slots))
          .withMessageContaining("1 to 64")
          .withMessageContaining("pause");
    }
    assertThat(lane.slots()).isEqualTo(4);
    assertThat(carried).hasValue(0);
  }

  @Test
  void noSlotIsLostOrGivenTwiceWhileTheLaneIsResizedAndPaused() throws InterruptedException {
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger held = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                ThreadLocalRandom random = ThreadLocalRandom.current();
                while (!over.get()) {
                  int got = lane.reserve(random.nextInt(1, 5));
                  most.accumulateAndGet(held.addAndGet(got), Math::max);
                  if (got > 1 && random.nextBoolean()) {
                    held.addAndGet(-1);
                    lane.release(1);
                    got--;
                  }
                  held.addAndGet(-got);
                  lane.release(got);
                }
              }));
    }
    ThreadLocalRandom random = ThreadLocalRandom.current();
    for (int i = 0; i < 20_000; i++) {
      if (i % 50 == 0) {
        lane.pause(NOW);
        lane.resume();
      }
      lane.resize(random.nextInt(1, MOST + 1));
    }
    over.set(true);
    for (Thread thread : threads) {
      assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
    }
    lane.resize(7);
    assertThat(lane.status().used()).isZero();
    assertThat(lane.reserve(100)).isEqualTo(7);
    assertThat(carried).hasValue(7);
    assertThat(most.get()).isBetween(1, MOST);
  }

  @Test
  void theThreadsOfTheThreadPoolFollowItsSlots() throws Exception {
    try (AnnotationConfigApplicationContext spring = new AnnotationConfigApplicationContext()) {
      TestPropertyValues.of(
              "jobwheel.lanes.process-pool.slots=0", "jobwheel.lanes.thread-pool.slots=2")
          .applyTo(spring);
      spring.register(LaneTest.Wiring.class);
      spring.refresh();
      ThreadPoolTaskExecutor pool =
          spring.getBean(LaneExecutors.THREAD_POOL, ThreadPoolTaskExecutor.class);
      Lane threads = spring.getBean(Lanes.class).of(ExecutionMode.THREAD_POOL);
      threads.resize(50);
      assertThat(pool.getCorePoolSize()).isEqualTo(50);
      CountDownLatch arrived = new CountDownLatch(50);
      CountDownLatch go = new CountDownLatch(1);
      spring.getBean(ProbeHandler.class).body =
          context -> {
            arrived.countDown();
            return go.await(30, TimeUnit.SECONDS);
          };
      assertThat(threads.reserve(100)).isEqualTo(50);
      List<CompletableFuture<Outcome>> running = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        running.add(
            threads
                .run(Attempts.of("probe", "{}", null))
                .whenComplete((outcome, error) -> threads.release(1)));
      }
      assertThat(arrived.await(20, TimeUnit.SECONDS)).as("all fifty run at once").isTrue();
      threads.resize(3);
      assertThat(pool.getCorePoolSize()).as("what runs keeps its threads").isEqualTo(50);
      go.countDown();
      for (CompletableFuture<Outcome> outcome : running) {
        assertThat(outcome.get(20, TimeUnit.SECONDS)).isInstanceOf(Outcome.Succeeded.class);
      }
      assertThat(pool.getCorePoolSize()).isEqualTo(3);
      assertThat(pool.getMaxPoolSize()).isEqualTo(3);
      Lanes lanes = spring.getBean(Lanes.class);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> lanes.of(ExecutionMode.SEQUENTIAL).resize(2))
          .withMessageContaining("another mode");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> lanes.of(ExecutionMode.PROCESS_POOL).resize(2))
          .withMessageContaining("jobwheel.lanes.process-pool.slots");
    }
  }
}
