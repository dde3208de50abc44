package io.jobwheel.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.BrokenLog;
import io.jobwheel.time.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BackgroundTaskTest {

  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final BlockingQueue<Integer> rounds = new LinkedBlockingQueue<>();
  private final AtomicInteger count = new AtomicInteger();
  private final TestClock clock = TestClock.at(Instant.EPOCH);
  private BackgroundTask duty;

  @AfterEach
  void stop() {
    duty.stop(Duration.ofSeconds(5));
  }

  private void start(BackgroundTask.Round round) {
    duty = new BackgroundTask("test-duty", clock, round);
    duty.start();
  }

  private int nextRound() throws InterruptedException {
    Integer round = rounds.poll(10, TimeUnit.SECONDS);
    assertThat(round).as("a round").isNotNull();
    return round;
  }

  @Test
  void itRunsAtOnceAndThenWhenItIsWoken() throws Exception {
    start(() -> {
      rounds.add(count.incrementAndGet());
      return LONG;
    });
    assertThat(nextRound()).isEqualTo(1);
    duty.wake();
    assertThat(nextRound()).isEqualTo(2);
    assertThat(rounds).isEmpty();
  }

  @Test
  void itRunsAgainWhenItsPauseIsOver() throws Exception {
    start(() -> {
      rounds.add(count.incrementAndGet());
      return LONG;
    });
    assertThat(nextRound()).isEqualTo(1);
    assertThat(clock.passPause()).isEqualTo(LONG);
    assertThat(nextRound()).isEqualTo(2);
    assertThat(clock.passPause()).isEqualTo(LONG);
    assertThat(nextRound()).isEqualTo(3);
  }

  @Test
  void itDoesNotRunBeforeItsPauseIsOver() throws Exception {
    start(() -> {
      rounds.add(count.incrementAndGet());
      return LONG;
    });
    assertThat(nextRound()).isEqualTo(1);
    clock.awaitPause();
    clock.advance(LONG.minusNanos(1));
    assertThat(clock.passPause()).isEqualTo(Duration.ofNanos(1));
    assertThat(nextRound()).isEqualTo(2);
  }

  @Test
  void wakesDuringARoundMakeOneMore() throws Exception {
    Semaphore gate = new Semaphore(0);
    start(() -> {
      rounds.add(count.incrementAndGet());
      gate.acquire();
      return LONG;
    });
    assertThat(nextRound()).isEqualTo(1);
    duty.wake();
    duty.wake();
    duty.wake();
    gate.release(10);
    assertThat(nextRound()).isEqualTo(2);
    duty.stop(Duration.ofSeconds(5));
    assertThat(rounds).isEmpty();
  }

  @Test
  void aRoundThatThrowsIsTriedAgain() throws Exception {
    start(() -> {
      int round = count.incrementAndGet();
      rounds.add(round);
      if (round == 1) {
        throw new IllegalStateException("planted");
      }
      return LONG;
    });
    assertThat(nextRound()).isEqualTo(1);
    assertThat(clock.passPause()).isEqualTo(AFTER_FAILURE);
    assertThat(nextRound()).isEqualTo(2);
  }

  @Test
  void anErrorDoesNotEndTheDuty() throws Exception {
    start(() -> {
      int round = count.incrementAndGet();
      rounds.add(round);
      if (round == 1) {
        throw new StackOverflowError("planted");
      }
      return LONG;
    });
    assertThat(nextRound()).isEqualTo(1);
    assertThat(clock.passPause()).isEqualTo(AFTER_FAILURE);
    assertThat(nextRound()).isEqualTo(2);
  }

  @Test
  void anErrorThatCannotEvenBeLoggedDoesNotEndTheDuty() throws Exception {
    try (BrokenLog log = new BrokenLog(BackgroundTask.class.getPackageName(), 1)) {
      start(() -> {
        int round = count.incrementAndGet();
        rounds.add(round);
        if (round == 1) {
          throw new OutOfMemoryError("planted");
        }
        return LONG;
      });
      assertThat(nextRound()).isEqualTo(1);
      assertThat(log.awaitFailures()).isTrue();
      assertThat(nextRound()).isEqualTo(2);
    }
  }

  @Test
  void afterAStopNoRoundBegins() throws Exception {
    start(() -> {
      rounds.add(count.incrementAndGet());
      return LONG;
    });
    assertThat(nextRound()).isEqualTo(1);
    duty.stop(Duration.ofSeconds(5));
    duty.wake();
    duty.stop(Duration.ofSeconds(5));
    assertThat(rounds).isEmpty();
  }
}
