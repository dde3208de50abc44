package io.jobwheel.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.jobwheel.BrokenLog;
import io.jobwheel.LogCapture;
import io.jobwheel.store.StoreUnavailableException;
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

  private final BlockingQueue<Integer> runs = new LinkedBlockingQueue<>();
  private final AtomicInteger count = new AtomicInteger();
  private final TestClock clock = TestClock.at(Instant.EPOCH);
  private BackgroundTask task;

  @AfterEach
  void stop() {
    task.stop(Duration.ofSeconds(5));
  }

  private void start(BackgroundTask.TaskRun run) {
    task = new BackgroundTask("test-task", clock, run);
    task.start();
  }

  private int nextRun() throws InterruptedException {
    Integer run = runs.poll(10, TimeUnit.SECONDS);
    assertThat(run).as("a run").isNotNull();
    return run;
  }

  @Test
  void itRunsAtOnceAndThenWhenItIsWoken() throws Exception {
    start(() -> {
      runs.add(count.incrementAndGet());
      return LONG;
    });
    assertThat(nextRun()).isEqualTo(1);
    task.wake();
    assertThat(nextRun()).isEqualTo(2);
    assertThat(runs).isEmpty();
  }

  @Test
  void itRunsAgainWhenItsPauseIsOver() throws Exception {
    start(() -> {
      runs.add(count.incrementAndGet());
      return LONG;
    });
    assertThat(nextRun()).isEqualTo(1);
    assertThat(clock.passPause()).isEqualTo(LONG);
    assertThat(nextRun()).isEqualTo(2);
    assertThat(clock.passPause()).isEqualTo(LONG);
    assertThat(nextRun()).isEqualTo(3);
  }

  @Test
  void itDoesNotRunBeforeItsPauseIsOver() throws Exception {
    start(() -> {
      runs.add(count.incrementAndGet());
      return LONG;
    });
    assertThat(nextRun()).isEqualTo(1);
    clock.awaitPause();
    clock.advance(LONG.minusNanos(1));
    assertThat(clock.passPause()).isEqualTo(Duration.ofNanos(1));
    assertThat(nextRun()).isEqualTo(2);
  }

  @Test
  void wakeUpsDuringARunCauseOneMore() throws Exception {
    Semaphore gate = new Semaphore(0);
    start(() -> {
      runs.add(count.incrementAndGet());
      gate.acquire();
      return LONG;
    });
    assertThat(nextRun()).isEqualTo(1);
    task.wake();
    task.wake();
    task.wake();
    gate.release(10);
    assertThat(nextRun()).isEqualTo(2);
    task.stop(Duration.ofSeconds(5));
    assertThat(runs).isEmpty();
  }

  @Test
  void aRunThatThrowsIsRepeated() throws Exception {
    start(() -> {
      int run = count.incrementAndGet();
      runs.add(run);
      if (run == 1) {
        throw new IllegalStateException("planted");
      }
      return LONG;
    });
    assertThat(nextRun()).isEqualTo(1);
    assertThat(clock.passPause()).isEqualTo(AFTER_FAILURE);
    assertThat(nextRun()).isEqualTo(2);
  }

  @Test
  void anOutageOfTheStoreIsLoggedOnce() throws Exception {
    try (LogCapture log = new LogCapture(BackgroundTask.class.getName(), Level.INFO)) {
      start(() -> {
        int run = count.incrementAndGet();
        runs.add(run);
        if (run != 4) {
          throw new StoreUnavailableException("planted");
        }
        return AFTER_FAILURE;
      });
      for (int run = 1; run <= 6; run++) {
        assertThat(nextRun()).isEqualTo(run);
        assertThat(clock.passPause()).isEqualTo(AFTER_FAILURE);
      }
      assertThat(log.events())
          .hasSize(2) // of the first and the fifth run
          .allSatisfy(
              event -> assertThat(event.getFormattedMessage()).contains("test-task - failed"));
    }
  }

  @Test
  void anErrorDoesNotEndTheTask() throws Exception {
    start(() -> {
      int run = count.incrementAndGet();
      runs.add(run);
      if (run == 1) {
        throw new StackOverflowError("planted");
      }
      return LONG;
    });
    assertThat(nextRun()).isEqualTo(1);
    assertThat(clock.passPause()).isEqualTo(AFTER_FAILURE);
    assertThat(nextRun()).isEqualTo(2);
  }

  @Test
  void anErrorThatCannotEvenBeLoggedDoesNotEndTheTask() throws Exception {
    try (BrokenLog log = new BrokenLog(BackgroundTask.class.getPackageName(), 1)) {
      start(() -> {
        int run = count.incrementAndGet();
        runs.add(run);
        if (run == 1) {
          throw new OutOfMemoryError("planted");
        }
        return LONG;
      });
      assertThat(nextRun()).isEqualTo(1);
      assertThat(log.awaitFailures()).isTrue();
      assertThat(nextRun()).isEqualTo(2);
    }
  }

  @Test
  void afterAStopNoRunBegins() throws Exception {
    start(() -> {
      runs.add(count.incrementAndGet());
      return LONG;
    });
    assertThat(nextRun()).isEqualTo(1);
    task.stop(Duration.ofSeconds(5));
    task.wake();
    task.stop(Duration.ofSeconds(5));
    assertThat(runs).isEmpty();
  }
}
