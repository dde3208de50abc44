package io.jobwheel.eventloop.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.Future;
import io.jobwheel.eventloop.TimerHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimerConformanceTest extends ConformanceTest {

  @Test
  void timersFireInTheOrderOfTheirDeadlinesHoweverTheyAreSet() {
    inLoop(() -> {
      Random random = new Random(7);
      for (int i = 0; i < 1000; i++) {
        loop.callLater(millis(random.nextInt(1, 500)), () -> trace.add(elapsed()));
      }
      EventLoop.sleep(millis(1000));
    });
    assertThat(trace).hasSize(1000).isSortedAccordingTo((a, b) -> Long.compare((Long) a, (Long) b));
  }

  @Test
  void noTimerFiresBeforeItsDeadline() {
    inLoop(() -> {
      List<TimerHandle> timers = new ArrayList<>();
      for (int i = 1; i <= 100; i++) {
        int number = i;
        timers.add(
            loop.callLater(
                millis(number * 3L), () -> trace.add(loop.time() - timers.get(number - 1).when())));
      }
      EventLoop.sleep(millis(1000));
    });
    assertThat(trace).hasSize(100).containsOnly(0L);
  }

  @Test
  void noTimerFiresBeforeItsDeadlineOnTheRealClock() {
    try (EventLoop real = EventLoop.create("real")) {
      long early =
          real.run(() -> {
            long deadline = real.time() + 5_000_000;
            Future<Long> fired = real.createFuture();
            real.callAt(deadline, () -> fired.setResult(real.time() - deadline));
            return EventLoop.await(fired);
          });
      assertThat(early).isNotNegative();
    }
  }

  @Test
  void aTimerThatIsSetByATimerOfTheSameMomentFiresInALaterPass() {
    inLoop(() -> {
      loop.callLater(
          millis(10),
          () -> {
            trace.add("first");
            loop.callLater(millis(0), () -> trace.add("set inside"));
          });
      loop.callLater(millis(10), () -> trace.add("second"));
      EventLoop.sleep(millis(20));
    });
    assertThat(trace).containsExactly("first", "second", "set inside");
  }

  @Test
  void aCallbackComesBeforeATimerWithoutDelayThatWasSetEarlier() {
    inLoop(() -> {
      loop.callLater(millis(0), () -> trace.add("timer"));
      loop.callSoon(() -> trace.add("callback"));
      EventLoop.yieldNow();
      EventLoop.yieldNow();
    });
    assertThat(trace).containsExactly("callback", "timer");
  }

  @Test
  void negativeDelaysAreDueAtOnce() {
    inLoop(() -> {
      loop.callLater(millis(-1000), () -> trace.add(elapsed()));
      loop.callLater(millis(-1), () -> trace.add(elapsed()));
      EventLoop.sleep(millis(1));
    });
    assertThat(trace).containsExactly(0L, 0L);
  }

  @Test
  void aTimerThatThrowsDisturbsNoOtherOfItsMoment() {
    inLoop(() -> {
      loop.callLater(
          millis(10),
          () -> {
            throw new IllegalStateException("planted");
          });
      loop.callLater(millis(10), () -> trace.add("next"));
      EventLoop.sleep(millis(20));
    });
    assertThat(trace).containsExactly("next");
    assertThat(unhandled).singleElement().extracting(Throwable::getMessage).isEqualTo("planted");
  }

  @Test
  void aTimerReturnsItsDeadline() {
    inLoop(() -> {
      EventLoop.sleep(millis(5));
      long now = loop.time();
      assertThat(loop.callAt(now + 7, () -> {}).when()).isEqualTo(now + 7);
      assertThat(loop.callLater(millis(1), () -> {}).when()).isEqualTo(now + 1_000_000);
    });
  }

  @Test
  void aTimerIsSpentAfterItFiredAndCancellingItThenDoesNothing() {
    inLoop(() -> {
      TimerHandle timer = loop.callLater(millis(10), () -> trace.add("fired"));
      assertThat(timer.isDone()).isFalse();
      EventLoop.sleep(millis(20));
      assertThat(timer.isDone()).isTrue();
      timer.cancel();
      timer.cancel();
    });
    assertThat(trace).containsExactly("fired");
  }

  @Test
  void aCancelledTimerDoesNotMoveTheClock() {
    try (EventLoop own = own()) {
      own.callLater(millis(1000), () -> trace.add("fired")).cancel();
      own.callLater(millis(10), own::stop);
      own.runForever();
      assertThat(elapsed()).isEqualTo(10);
      assertThat(trace).isEmpty();
      assertThat(own.stats().timers()).isZero();
    }
  }

  @Test
  void cancellingHalfOfTheTimersLeavesTheOtherHalf() {
    inLoop(() -> {
      List<TimerHandle> timers = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        int number = i;
        timers.add(loop.callLater(millis(100 + number % 10), () -> trace.add(number % 2)));
      }
      for (int i = 0; i < 200; i += 2) {
        timers.get(i).cancel();
      }
      EventLoop.yieldNow();
      assertThat(loop.stats().timers()).isEqualTo(100);
      EventLoop.sleep(millis(200));
    });
    assertThat(trace).hasSize(100).containsOnly(1);
  }

  @Test
  void aTimerMaySetItselfAgain() {
    inLoop(() -> {
      tick();
      EventLoop.sleep(millis(35));
    });
    assertThat(trace).containsExactly(10L, 20L, 30L);
  }

  private void tick() {
    loop.callLater(
        millis(10),
        () -> {
          trace.add(elapsed());
          tick();
        });
  }

  @Test
  void sleepersAndTimersOfOneMomentGoInTheOrderOfSetting() {
    inLoop(() -> {
      loop.callLater(millis(10), () -> trace.add("timer 1"));
      loop.createTask(() -> {
        EventLoop.sleep(millis(10));
        trace.add("sleeper");
      });
      EventLoop.yieldNow();
      loop.callLater(millis(10), () -> trace.add("timer 2"));
      EventLoop.sleep(millis(20));
    });
    assertThat(trace).containsExactly("timer 1", "sleeper", "timer 2");
  }

  @Test
  void aTimerThatIsOverdueAfterALongStepFiresAfterwards() {
    try (EventLoop real = EventLoop.create("real")) {
      real.run(() -> {
        real.callLater(millis(2), () -> trace.add("second"));
        real.callLater(millis(1), () -> trace.add("first"));
        long end = System.nanoTime() + 5_000_000;
        while (System.nanoTime() < end) {
          Thread.onSpinWait(); // blocks the loop past both deadlines
        }
        assertThat(trace).isEmpty();
        EventLoop.yieldNow();
        EventLoop.yieldNow();
        return null;
      });
    }
    assertThat(trace).containsExactly("first", "second");
  }

  @Test
  void theClockStandsStillWithinAStepOfVirtualTime() {
    inLoop(() -> {
      long before = loop.time();
      EventLoop.yieldNow();
      assertThat(loop.time()).isEqualTo(before);
      EventLoop.sleep(millis(1));
      assertThat(loop.time() - before).isEqualTo(1_000_000);
    });
  }
}
