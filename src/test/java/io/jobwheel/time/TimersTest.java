package io.jobwheel.time;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.jobwheel.LogCapture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Timers of the machine and of a test's clock. */
@Timeout(30)
class TimersTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofHours(1);

  private final TestClock clock = TestClock.at(Instant.EPOCH);
  private final List<String> ran = new ArrayList<>();

  @Test
  void aTimerOfTheMachineRunsAfterItsDelayOnTheThreadOfTimers() throws Exception {
    Duration delay = Duration.ofMillis(5);
    CompletableFuture<String> thread = new CompletableFuture<>();
    long begin = Ticker.system().read();
    var _ =
        Ticker.system().schedule(delay, () -> thread.complete(Thread.currentThread().getName()));
    assertThat(thread.get(20, TimeUnit.SECONDS)).isEqualTo("jobwheel-timers");
    assertThat(Ticker.system().since(begin)).isGreaterThanOrEqualTo(delay);
  }

  @Test
  void aTimerThatIsCancelledOrWhoseFutureCompletesIsRemoved() {
    int many = 1_000; // more than other tests have left
    List<Future<?>> timers = new ArrayList<>();
    CompletableFuture<String> future = new CompletableFuture<>();
    for (int i = 0; i < many; i++) {
      timers.add(Ticker.system().schedule(LONG, () -> ran.add("timer")));
      Ticker.system().onTimeout(future, LONG, () -> ran.add("limit"));
    }
    assertThat(SystemTimers.pending()).isGreaterThanOrEqualTo(2 * many);
    timers.forEach(timer -> assertThat(timer.cancel(false)).isTrue());
    assertThat(SystemTimers.pending()).isBetween(many, 2 * many - 1);
    assertThat(future.complete("value")).isTrue();
    Ticker.system().onTimeout(future, LONG, () -> ran.add("late"));
    assertThat(SystemTimers.pending()).isLessThan(many);
    assertThat(ran).isEmpty();
  }

  @Test
  void anErrorIsLoggedAndLaterTimersRun() throws Exception {
    CountDownLatch later = new CountDownLatch(1);
    try (LogCapture log = new LogCapture(SystemTimers.class.getName(), Level.ERROR)) {
      var _ =
          Ticker.system()
              .schedule(
                  Duration.ZERO,
                  () -> {
                    throw new StackOverflowError("planted");
                  });
      log.await("A timer failed");
    }
    var _ = Ticker.system().schedule(Duration.ZERO, later::countDown);
    assertThat(later.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void theTimersOfATestRunAtTheirMomentsWhenItAdvancesTheClock() {
    var _ = clock.schedule(SECOND.multipliedBy(3), () -> ran.add("third"));
    var _ =
        clock.schedule(
            SECOND,
            () -> {
              ran.add("first at " + clock.instant().getEpochSecond());
              var _ = clock.schedule(SECOND, () -> ran.add("second"));
            });
    clock.advance(SECOND.minusNanos(1));
    assertThat(ran).isEmpty();
    clock.advance(SECOND.multipliedBy(4));
    assertThat(ran).containsExactly("first at 1", "second", "third");
    assertThat(clock.instant()).isEqualTo(Instant.EPOCH.plusSeconds(5).minusNanos(1));
  }

  @Test
  void aPauseEndsAtItsMomentOrForGoodAtTheClose() throws Exception {
    CloseSignal signal = new CloseSignal(clock);
    CompletableFuture<List<Boolean>> answers = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            answers.complete(List.of(signal.await(SECOND), signal.await(LONG), signal.await(LONG)));
          } catch (InterruptedException e) {
            answers.completeExceptionally(e);
          }
        });
    assertThat(clock.passPause()).isEqualTo(SECOND);
    assertThat(clock.awaitPause()).isEqualTo(LONG);
    signal.close();
    assertThat(answers.get(20, TimeUnit.SECONDS)).containsExactly(false, true, true);
    assertThat(signal.isClosed()).isTrue();
  }
}
