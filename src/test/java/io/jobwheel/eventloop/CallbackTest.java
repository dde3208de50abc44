package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallbackTest extends LoopTest {

  @Test
  void callSoonKeepsTheOrderOfTheCalls() {
    inLoop(() -> {
      for (int i = 0; i < 5; i++) {
        int number = i;
        loop.callSoon(() -> trace.add(number));
      }
      EventLoop.yieldNow();
    });
    assertThat(trace).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void callSoonCallsAtTheNextIterationAndNotInside() {
    inLoop(() -> {
      loop.callSoon(() -> {
        loop.callSoon(() -> trace.add("inner"));
        trace.add("outer");
      });
      EventLoop.yieldNow();
      EventLoop.yieldNow();
    });
    assertThat(trace).containsExactly("outer", "inner");
  }

  @Test
  void aCancelledHandleIsNotCalled() {
    inLoop(() -> {
      Handle handle = loop.callSoon(() -> trace.add("called"));
      assertThat(handle.isDone()).isFalse();
      handle.cancel();
      handle.cancel();
      assertThat(handle.isDone()).isTrue();
      EventLoop.yieldNow();
    });
    assertThat(trace).isEmpty();
  }

  @Test
  void aHandleIsSpentAfterItsCall() {
    inLoop(() -> {
      Handle handle = loop.callSoon(() -> trace.add("called"));
      EventLoop.yieldNow();
      assertThat(handle.isDone()).isTrue();
      handle.cancel();
    });
    assertThat(trace).containsExactly("called");
  }

  @Test
  void callLaterCallsAtItsTime() {
    inLoop(() -> {
      loop.callLater(millis(200), () -> trace.add("B " + ticker.elapsed().toMillis()));
      loop.callLater(millis(100), () -> trace.add("A " + ticker.elapsed().toMillis()));
      EventLoop.sleep(seconds(1));
    });
    assertThat(trace).containsExactly("A 100", "B 200");
  }

  @Test
  void callAtCallsAtATimeOfTheLoopsClock() {
    inLoop(() -> {
      EventLoop.sleep(seconds(1));
      TimerHandle timer = loop.callAt(loop.time() + 5, () -> trace.add(ticker.elapsed().toNanos()));
      assertThat(timer.when()).isEqualTo(1_000_000_005);
      EventLoop.sleep(seconds(1));
    });
    assertThat(trace).containsExactly(1_000_000_005L);
  }

  @Test
  void timersThatAreDueTogetherGoInTheOrderOfSetting() {
    inLoop(() -> {
      List<Integer> expected = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        int number = i;
        expected.add(number);
        if (i % 2 == 0) {
          loop.callAt(1_000_000_000, () -> trace.add(number));
        } else {
          loop.callLater(seconds(1), () -> trace.add(number));
        }
      }
      EventLoop.sleep(seconds(2));
      assertThat(trace).isEqualTo(expected);
    });
  }

  @Test
  void aTimerInThePastIsDueAtOnceAndTheEarlierOneFirst() {
    inLoop(() -> {
      EventLoop.sleep(seconds(10));
      loop.callAt(7, () -> trace.add(7));
      loop.callAt(3, () -> trace.add(3));
      loop.callLater(seconds(-1), () -> trace.add("now"));
      EventLoop.yieldNow();
      EventLoop.yieldNow();
    });
    assertThat(trace).containsExactly(3, 7, "now");
    assertThat(ticker.elapsed()).isEqualTo(seconds(10));
  }

  @Test
  void timersThatAreVeryFarApartKeepTheirOrder() {
    inLoop(() -> {
      EventLoop.sleep(seconds(10));
      TimerHandle far = loop.callAt(Long.MAX_VALUE, () -> trace.add("far"));
      loop.callAt(-5_000_000_000L, () -> trace.add("past"));
      TimerHandle farther = loop.callLater(seconds(Long.MAX_VALUE), () -> trace.add("farther"));
      loop.callLater(seconds(1), () -> trace.add("soon"));
      EventLoop.sleep(seconds(2));
      far.cancel();
      farther.cancel();
    });
    assertThat(trace).containsExactly("past", "soon");
  }

  @Test
  void aCancelledTimerIsNotCalledAndDoesNotKeepTheLoopAwake() {
    inLoop(() -> {
      TimerHandle timer = loop.callLater(seconds(1), () -> trace.add("called"));
      loop.callLater(millis(500), timer::cancel);
      EventLoop.sleep(seconds(2));
      assertThat(timer.isDone()).isTrue();
    });
    assertThat(trace).isEmpty();
  }

  @Test
  void aTimerThatIsCancelledInThePassInWhichItIsDueIsNotCalled() {
    inLoop(() -> {
      List<TimerHandle> timers = new ArrayList<>();
      loop.callLater(seconds(1), () -> timers.getFirst().cancel());
      timers.add(loop.callLater(seconds(1), () -> trace.add("called")));
      EventLoop.sleep(seconds(2));
    });
    assertThat(trace).isEmpty();
  }

  @Test
  void aMillionTimersSetAndCancelledLeaveTheHeapEmpty() {
    inLoop(() -> {
      for (int i = 0; i < 1_000_000; i++) {
        loop.callLater(seconds(1 + i % 7), () -> {}).cancel();
      }
      EventLoop.yieldNow();
      assertThat(loop.stats().timers()).isZero();
    });
    assertThat(ticker.elapsed()).isZero();
  }

  @Test
  void aCallbackIsOfTheLoopButOfNoTask() {
    inLoop(() -> {
      loop.callSoon(() -> {
        trace.add(EventLoop.current());
        assertThatThrownBy(EventLoop::currentTask).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> EventLoop.sleep(seconds(1)))
            .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(EventLoop::yieldNow).isInstanceOf(IllegalStateException.class);
        trace.add("refused");
      });
      EventLoop.yieldNow();
    });
    assertThat(trace).containsExactly(loop, "refused");
    assertThat(unhandled).isEmpty();
  }

  @Test
  void aCallbackMayMakeTasks() {
    inLoop(() -> {
      loop.callSoon(() -> sleeper("A", 100));
      EventLoop.sleep(seconds(1));
    });
    assertThat(trace).containsExactly("A begins", "A ends", "A at 100");
  }

  @Test
  void theThreadThatMadeALoopMayGiveItWorkBeforeItRuns() {
    try (EventLoop own = EventLoop.create("own", new VirtualTicker())) {
      List<String> done = new ArrayList<>();
      own.callSoon(() -> done.add("callback"));
      Task<String> task = own.createTask(() -> "task");
      assertThat(done).isEmpty();
      assertThat(own.run(() -> EventLoop.await(task))).isEqualTo("task");
      assertThat(done).containsExactly("callback");
    }
  }

  @Test
  void otherThreadsGetAnErrorThatNamesPost() {
    for (Body misuse :
        List.<Body>of(
            () -> loop.createTask(() -> 1),
            () -> loop.callSoon(() -> {}),
            () -> loop.callLater(seconds(1), () -> {}),
            () -> loop.callAt(5, () -> {}),
            () -> loop.runInExecutor(Runnable::run, () -> 1))) {
      assertThatThrownBy(elsewhere(misuse)::join)
          .cause()
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("use post or submit");
    }
  }

  @Test
  void aHandleCannotBeCancelledFromAForeignThread() {
    inLoop(() -> {
      Handle handle = loop.callSoon(() -> trace.add("called"));
      TimerHandle timer = loop.callLater(seconds(1), () -> trace.add("timer"));
      assertThatThrownBy(elsewhere(handle::cancel)::join)
          .cause()
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(elsewhere(timer::cancel)::join)
          .cause()
          .isInstanceOf(IllegalStateException.class);
      EventLoop.sleep(seconds(2));
    });
    assertThat(trace).containsExactly("called", "timer");
  }
}
