package io.jobwheel.eventloop.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.Future;
import io.jobwheel.eventloop.Task;
import io.jobwheel.eventloop.TimeoutException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class WaitForConformanceTest extends ConformanceTest {

  /** Sleeps for an hour, and takes so long to end when it is cancelled. */
  private Task<Object> slowToEnd(long millis) {
    return loop.createTask(() -> {
      try {
        return sleepLong();
      } finally {
        EventLoop.sleep(millis(millis));
        trace.add("ended at " + elapsed());
      }
    });
  }

  @Test
  void aResultWithinTheLimitIsReturned() {
    inLoop(() -> assertThat(EventLoop.waitFor(after(10, "done"), millis(100))).isEqualTo("done"));
    assertThat(elapsed()).isEqualTo(10);
  }

  @Test
  void anErrorWithinTheLimitIsThrown() {
    inLoop(() -> {
      Task<Object> task = failing(10, "planted");
      assertThatThrownBy(() -> EventLoop.waitFor(task, millis(100))).isSameAs(task.exception());
    });
  }

  @Test
  void noTimerIsLeftAfterAResult() {
    inLoop(() -> {
      EventLoop.waitFor(after(10, "done"), millis(100));
      EventLoop.yieldNow();
      assertThat(loop.stats().timers()).isZero();
    });
  }

  @Test
  void aTaskPastTheLimitIsCancelled() {
    inLoop(() -> {
      Task<Object> task = loop.createTask(ConformanceTest::sleepLong);
      assertThatThrownBy(() -> EventLoop.waitFor(task, millis(10)))
          .isInstanceOf(TimeoutException.class)
          .hasCauseInstanceOf(CancellationException.class);
      assertThat(task.isCancelled()).isTrue();
      assertThat(elapsed()).isEqualTo(10);
    });
  }

  @Test
  void aFuturePastTheLimitIsCancelled() {
    inLoop(() -> {
      Future<Object> future = loop.createFuture();
      assertThatThrownBy(() -> EventLoop.waitFor(future, millis(10)))
          .isInstanceOf(TimeoutException.class);
      assertThat(future.isCancelled()).isTrue();
    });
  }

  @Test
  void theWaitLastsUntilTheCancelledTaskHasReallyEnded() {
    inLoop(() -> {
      Task<Object> task = slowToEnd(50);
      assertThatThrownBy(() -> EventLoop.waitFor(task, millis(10)))
          .isInstanceOf(TimeoutException.class);
      assertThat(trace).containsExactly("ended at 60");
      assertThat(elapsed()).isEqualTo(60);
    });
  }

  @Test
  void withALimitOfZeroTheWaitLastsUntilTheCancelledTaskHasReallyEnded() {
    inLoop(() -> {
      Task<Object> task = slowToEnd(50);
      EventLoop.yieldNow();
      assertThatThrownBy(() -> EventLoop.waitFor(task, Duration.ZERO))
          .isInstanceOf(TimeoutException.class)
          .hasCauseInstanceOf(CancellationException.class);
      assertThat(trace).containsExactly("ended at 50");
    });
  }

  @Test
  void aResultThatIsThereIsReturnedWithoutAnyTime() {
    inLoop(() -> {
      Future<String> done = loop.createFuture();
      done.setResult("done");
      for (Duration limit : List.of(Duration.ZERO, millis(-1))) {
        assertThat(EventLoop.waitFor(done, limit)).isEqualTo("done");
      }
    });
  }

  @Test
  void aRunningTaskIsCancelledAtOnceWithoutAnyTime() {
    inLoop(() -> {
      for (Duration limit : List.of(Duration.ZERO, millis(-1))) {
        Task<Object> task = slowToEnd(0);
        EventLoop.yieldNow();
        assertThatThrownBy(() -> EventLoop.waitFor(task, limit))
            .isInstanceOf(TimeoutException.class);
        assertThat(task.isCancelled()).isTrue();
      }
    });
    assertThat(trace).containsExactly("ended at 0", "ended at 0");
  }

  @Test
  void aTaskThatHasNotBegunNeverBeginsWithoutAnyTime() {
    inLoop(() -> {
      Task<Boolean> task = loop.createTask(() -> trace.add("begun"));
      assertThatThrownBy(() -> EventLoop.waitFor(task, Duration.ZERO))
          .isInstanceOf(TimeoutException.class);
    });
    assertThat(trace).isEmpty();
  }

  @Test
  void aTaskThatSwallowsItsCancellationReturnsItsResult() {
    inLoop(() -> {
      Task<String> task =
          loop.createTask(() -> {
            try {
              sleepLong();
            } catch (CancellationException e) {
              return "all the same";
            }
            return "slept";
          });
      assertThat(EventLoop.waitFor(task, millis(10))).isEqualTo("all the same");
    });
  }

  @Test
  void aTaskThatSwallowsItsCancellationReturnsItsResultWithoutAnyTime() {
    inLoop(() -> {
      Task<String> task =
          loop.createTask(() -> {
            try {
              sleepLong();
            } catch (CancellationException e) {
              EventLoop.sleep(millis(5));
            }
            return "all the same";
          });
      EventLoop.yieldNow();
      assertThat(EventLoop.waitFor(task, Duration.ZERO)).isEqualTo("all the same");
    });
  }

  @Test
  void anErrorDuringTheCancellationIsThrownInPlaceOfTheTimeout() {
    inLoop(() -> {
      for (Duration limit : List.of(millis(10), Duration.ZERO)) {
        IllegalStateException error = new IllegalStateException("in clean-up");
        Task<Object> task =
            loop.createTask(() -> {
              try {
                return sleepLong();
              } catch (CancellationException e) {
                throw error;
              }
            });
        EventLoop.yieldNow();
        assertThatThrownBy(() -> EventLoop.waitFor(task, limit)).isSameAs(error);
      }
    });
  }

  @Test
  void aResultOfTheNextIterationIsInTime() {
    inLoop(() -> {
      Future<String> future = loop.createFuture();
      loop.callSoon(() -> future.setResult("ok"));
      assertThat(EventLoop.waitFor(future, millis(10))).isEqualTo("ok");
    });
  }

  @Test
  void cancellingTheWaitCancelsTheTask() {
    inLoop(() -> {
      Task<Object> task = loop.createTask(ConformanceTest::sleepLong);
      Task<Object> wait = loop.createTask(() -> EventLoop.waitFor(task, millis(60_000)));
      EventLoop.yieldNow();
      wait.cancel("from outside");
      assertThatThrownBy(() -> EventLoop.await(wait))
          .isInstanceOf(CancellationException.class)
          .hasMessage("from outside");
      assertThat(task.isCancelled()).isTrue();
    });
    assertThat(elapsed()).isZero();
  }

  @Test
  void cancellingTheWaitWaitsForTheEndOfTheTask() {
    inLoop(() -> {
      Task<Object> task = slowToEnd(50);
      Task<Object> wait = loop.createTask(() -> EventLoop.waitFor(task, millis(60_000)));
      EventLoop.sleep(millis(10));
      wait.cancel();
      assertThatThrownBy(() -> EventLoop.await(wait)).isInstanceOf(CancellationException.class);
      assertThat(task.isDone()).isTrue();
    });
    assertThat(trace).containsExactly("ended at 60");
  }

  @Test
  void aWaitWithoutAnyTimeForATaskThatDoesNotHeedItCanBeCancelled() {
    inLoop(() -> {
      Task<Object> task = slowToEnd(1000);
      EventLoop.yieldNow();
      Task<Object> wait = loop.createTask(() -> EventLoop.waitFor(task, Duration.ZERO));
      EventLoop.sleep(millis(10));
      wait.cancel("no patience");
      assertThatThrownBy(() -> EventLoop.await(wait)).hasMessage("no patience");
      assertThat(task.isDone()).isFalse();
      assertThat(task.cancelling()).isEqualTo(1);
      assertThat(elapsed()).isEqualTo(10);
    });
  }

  @Test
  void aCancellationInThePassOfTheResultWinsAndTheResultStays() {
    inLoop(() -> {
      Task<String> task = after(10, "done");
      AtomicReference<Task<String>> wait = new AtomicReference<>();
      task.addDoneCallback(ended -> wait.get().cancel("in the same pass"));
      wait.set(loop.createTask(() -> EventLoop.waitFor(task, millis(100))));
      assertThatThrownBy(() -> EventLoop.await(wait.get())).hasMessage("in the same pass");
      assertThat(task.result()).isEqualTo("done");
    });
  }

  @Test
  void aFutureThatIsCancelledByAnotherIsNoTimeout() {
    inLoop(() -> {
      Task<Object> task = loop.createTask(ConformanceTest::sleepLong);
      loop.callLater(millis(5), () -> task.cancel("by another"));
      assertThatThrownBy(() -> EventLoop.waitFor(task, millis(10)))
          .isInstanceOf(CancellationException.class)
          .hasMessage("by another");
    });
  }

  @Test
  void aCoroutineRunsInTheCallingTask() {
    inLoop(() -> {
      Task<?> caller = EventLoop.currentTask();
      assertThat(EventLoop.<Task<?>, RuntimeException>waitFor(EventLoop::currentTask, millis(10)))
          .isSameAs(caller);
    });
  }

  @Test
  void aCoroutineThrowsItsOwnCheckedException() {
    inLoop(() ->
        assertThatThrownBy(() ->
                EventLoop.waitFor(
                    () -> {
                      throw new IOException("planted");
                    },
                    millis(10)))
            .isInstanceOf(IOException.class));
  }

  @Test
  void aCoroutinePastTheLimitIsCutShort() {
    inLoop(() ->
        assertThatThrownBy(() -> EventLoop.waitFor(() -> sleepLong(), millis(10)))
            .isInstanceOf(TimeoutException.class));
    assertThat(elapsed()).isEqualTo(10);
  }

  @Test
  void aCoroutineWithoutAnyTimeNeverBegins() {
    inLoop(() ->
        assertThatThrownBy(() -> EventLoop.waitFor(() -> trace.add("begun"), Duration.ZERO))
            .isInstanceOf(TimeoutException.class));
    assertThat(trace).isEmpty();
  }

  @Test
  void waitsWithinWaitsEachKeepTheirLimit() {
    inLoop(() -> {
      assertThatThrownBy(() ->
              EventLoop.waitFor(
                  () -> {
                    assertThatThrownBy(() -> EventLoop.waitFor(after(1000, "late"), millis(10)))
                        .isInstanceOf(TimeoutException.class);
                    return EventLoop.waitFor(after(1000, "late"), millis(500));
                  },
                  millis(100)))
          .isInstanceOf(TimeoutException.class);
      assertThat(elapsed()).isEqualTo(100);
    });
  }

  @Test
  void aFutureOfAnotherLoopIsRefused() {
    try (EventLoop other = EventLoop.create("other")) {
      Future<Object> foreign = other.createFuture();
      inLoop(() ->
          assertThatThrownBy(() -> EventLoop.waitFor(foreign, millis(10)))
              .isInstanceOf(IllegalStateException.class));
    }
  }
}
