package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class SleepTest extends LoopTest {

  @Test
  void sleepTakesExactlyItsTimeOnAVirtualClock() {
    inLoop(() -> {
      EventLoop.sleep(Duration.ofNanos(1_234_567_891));
      assertThat(ticker.elapsed()).isEqualTo(Duration.ofNanos(1_234_567_891));
    });
  }

  @Test
  void sleepTakesAtLeastItsTimeOnTheRealClock() {
    try (EventLoop real = EventLoop.create("real")) {
      long nanos =
          real.run(() -> {
            long before = System.nanoTime();
            EventLoop.sleep(millis(20));
            return System.nanoTime() - before;
          });
      assertThat(nanos).isGreaterThanOrEqualTo(20_000_000);
    }
  }

  @Test
  void sleepsOverlap() {
    inLoop(
        () -> EventLoop.gather(List.of(sleeper("A", 1000), sleeper("B", 800), sleeper("C", 500))));
    assertThat(ticker.elapsed()).isEqualTo(seconds(1));
    assertThat(trace).endsWith("C ends", "C at 500", "B ends", "B at 800", "A ends", "A at 1000");
  }

  @Test
  void sleepersThatAreDueTogetherWakeInTheOrderInWhichTheyFellAsleep() {
    inLoop(() -> {
      List<Task<Void>> tasks = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        int number = i;
        tasks.add(
            loop.createTask(() -> {
              EventLoop.sleep(seconds(1));
              trace.add(number);
            }));
      }
      EventLoop.gather(tasks);
    });
    assertThat(trace).hasSize(1000).isSortedAccordingTo((a, b) -> (Integer) a - (Integer) b);
  }

  @Test
  void sleepOfZeroOrLessLetsTheOthersRun() {
    inLoop(() -> {
      for (Duration none :
          List.of(Duration.ZERO, seconds(-1), Duration.ofSeconds(Long.MIN_VALUE))) {
        loop.callSoon(() -> trace.add("turn"));
        EventLoop.sleep(none);
        trace.add("back");
      }
    });
    assertThat(trace).containsExactly("turn", "back", "turn", "back", "turn", "back");
    assertThat(ticker.elapsed()).isZero();
  }

  @Test
  void aSleepForEverCanBeCancelledAndShortOnesPassIt() {
    inLoop(() -> {
      Task<Void> ever = loop.createTask(() -> EventLoop.sleep(Duration.ofSeconds(Long.MAX_VALUE)));
      EventLoop.sleep(seconds(1));
      assertThat(ever.isDone()).isFalse();
      ever.cancel();
      EventLoop.yieldNow();
      assertThat(ever.isCancelled()).isTrue();
    });
    assertThat(ticker.elapsed()).isEqualTo(seconds(1));
  }

  @Test
  void yieldNowGivesEveryReadyTaskOneTurn() {
    inLoop(() -> {
      List<Task<Void>> tasks = new ArrayList<>();
      for (String name : List.of("A", "B", "C")) {
        tasks.add(
            loop.createTask(() -> {
              for (int i = 0; i < 3; i++) {
                trace.add(name + i);
                EventLoop.yieldNow();
              }
            }));
      }
      EventLoop.gather(tasks);
    });
    assertThat(trace).containsExactly("A0", "B0", "C0", "A1", "B1", "C1", "A2", "B2", "C2");
  }

  @Test
  void yieldNowOfALonelyTaskReturns() {
    inLoop(() -> {
      for (int i = 0; i < 10_000; i++) {
        EventLoop.yieldNow();
      }
    });
  }

  @Test
  void waitingOutsideOfATaskIsRefused() {
    assertThatThrownBy(() -> EventLoop.sleep(seconds(1))).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(EventLoop::yieldNow).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> EventLoop.await(loop.createFuture()))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> EventLoop.gather(List.of())).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(EventLoop::currentTask).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(EventLoop::current).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void tenThousandTasksThatSleepThreeTimesEndAfterExactlyThreeSeconds() {
    inLoop(() -> {
      List<Task<Void>> tasks = new ArrayList<>();
      for (int i = 0; i < 10_000; i++) {
        tasks.add(
            loop.createTask(() -> {
              for (int n = 0; n < 3; n++) {
                EventLoop.sleep(seconds(1));
              }
            }));
      }
      EventLoop.gather(tasks);
    });
    assertThat(ticker.elapsed()).isEqualTo(seconds(3));
  }

  @Test
  void theSeedsProgramPrintsItsNineLinesAtExactTimes() {
    inLoop(() ->
        EventLoop.gather(List.of(countDown("A", 1000), countDown("B", 800), countDown("C", 500))));
    assertThat(trace)
        .containsExactly(
            "0.5000 \t\t\tC = 3",
            "0.8000 \t\tB = 3",
            "1.0000 \tA = 3",
            "1.0000 \t\t\tC = 2",
            "1.5000 \t\t\tC = 1",
            "1.6000 \t\tB = 2",
            "2.0000 \tA = 2",
            "2.4000 \t\tB = 1",
            "3.0000 \tA = 1");
  }

  private Task<Void> countDown(String name, long delay) {
    return loop.createTask(() -> {
      for (int n = 3; n > 0; n--) {
        EventLoop.sleep(millis(delay));
        String indent = "\t".repeat(name.charAt(0) - 'A');
        double elapsed = ticker.elapsed().toNanos() / 1e9;
        trace.add(String.format(Locale.ROOT, "%.4f \t%s%s = %d", elapsed, indent, name, n));
      }
    });
  }
}
