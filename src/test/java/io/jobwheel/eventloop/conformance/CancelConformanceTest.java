package io.jobwheel.eventloop.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.Future;
import io.jobwheel.eventloop.Task;
import io.jobwheel.eventloop.TimerHandle;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class CancelConformanceTest extends ConformanceTest {

  @Test
  void cancelIsTrueAsLongAsTheTaskIsNotDone() {
    inLoop(() -> {
      Task<Object> task = loop.createTask(ConformanceTest::sleepLong);
      EventLoop.yieldNow();
      assertThat(task.cancel()).isTrue();
      assertThat(task.cancel()).isTrue();
      assertThat(task.isCancelled()).isFalse();
      EventLoop.yieldNow();
      assertThat(task.isCancelled()).isTrue();
      assertThat(task.cancel()).isFalse();
    });
  }

  @Test
  void aTaskThatTakesItsCancellationBackCanBeCancelledAgain() {
    inLoop(() -> {
      Task<Object> task =
          loop.createTask(() -> {
            try {
              return sleepLong();
            } catch (CancellationException e) {
              EventLoop.currentTask().uncancel();
              return sleepLong();
            }
          });
      EventLoop.sleep(millis(10));
      task.cancel();
      assertThat(task.cancelling()).isEqualTo(1);
      EventLoop.sleep(millis(10));
      assertThat(task.cancelling()).isZero();
      assertThat(task.isDone()).isFalse();
      task.cancel("for good");
      assertThatThrownBy(() -> EventLoop.await(task)).hasMessage("for good");
      assertThat(task.cancelling()).isEqualTo(1);
    });
  }

  @Test
  void takingACancellationBackFromATaskThatIsDoneBringsItNotToLife() {
    inLoop(() -> {
      Task<Object> task = loop.createTask(ConformanceTest::sleepLong);
      task.cancel();
      EventLoop.yieldNow();
      assertThat(task.uncancel()).isZero();
      assertThat(task.isCancelled()).isTrue();
      assertThatThrownBy(task::result).isInstanceOf(CancellationException.class);
    });
  }

  @Test
  void aResultThatIsOnItsWayArrivesWhenTheCancellationIsTakenBack() {
    inLoop(() -> {
      Future<Integer> future = loop.createFuture();
      Task<Integer> task = loop.createTask(() -> EventLoop.await(future));
      EventLoop.yieldNow();
      future.setResult(42);
      task.cancel();
      assertThat(task.uncancel()).isZero();
      assertThat(EventLoop.await(task)).isEqualTo(42);
    });
  }

  @Test
  void everyReaderOfACancelledTaskGetsTheReason() {
    inLoop(() -> {
      Task<Object> task = loop.createTask(ConformanceTest::sleepLong);
      EventLoop.yieldNow();
      task.cancel("no more");
      EventLoop.gatherSettled(List.of(task));
      assertThatThrownBy(task::result)
          .isInstanceOf(CancellationException.class)
          .hasMessage("no more");
      assertThatThrownBy(task::exception)
          .isInstanceOf(CancellationException.class)
          .hasMessage("no more");
    });
  }

  @Test
  void aTaskThatIsCancelledWhileItYieldsThrows() {
    inLoop(() -> {
      Task<Object> task =
          loop.createTask(() -> {
            EventLoop.yieldNow();
            trace.add("first turn");
            EventLoop.yieldNow();
            return trace.add("second turn");
          });
      EventLoop.yieldNow();
      EventLoop.yieldNow();
      task.cancel();
      assertThatThrownBy(() -> EventLoop.await(task)).isInstanceOf(CancellationException.class);
    });
    assertThat(trace).containsExactly("first turn");
  }

  @Test
  void aFutureThatIsCancelledUnderATaskCancelsItWithoutARequest() {
    inLoop(() -> {
      Future<Object> future = loop.createFuture();
      Task<Object> task = loop.createTask(() -> EventLoop.await(future));
      EventLoop.yieldNow();
      future.cancel("from below");
      assertThatThrownBy(() -> EventLoop.await(task)).hasMessage("from below");
      assertThat(task.isCancelled()).isTrue();
      assertThat(task.cancelling()).isZero();
    });
  }

  @Test
  void aTaskAndTheFutureUnderItMayBothBeCancelled() {
    inLoop(() -> {
      Future<Object> future = loop.createFuture();
      AtomicBoolean again = new AtomicBoolean();
      Task<Object> task =
          loop.createTask(() -> {
            try {
              return EventLoop.await(future);
            } finally {
              EventLoop.yieldNow(); // the two are one exception: this is not cut short
              again.set(true);
            }
          });
      EventLoop.yieldNow();
      future.cancel("future");
      assertThat(task.cancel("task")).isTrue();
      assertThatThrownBy(() -> EventLoop.await(task)).hasMessage("future");
      assertThat(again).isTrue();
    });
  }

  @Test
  void aTaskThatCatchesItsCancellationMayAwaitSomethingElse() {
    inLoop(() -> {
      Future<Object> first = loop.createFuture();
      Future<Integer> second = loop.createFuture();
      Task<Integer> task =
          loop.createTask(() -> {
            try {
              EventLoop.await(first);
            } catch (CancellationException e) {
              trace.add("caught");
            }
            return EventLoop.await(second);
          });
      EventLoop.yieldNow();
      task.cancel();
      EventLoop.yieldNow();
      assertThat(first.isCancelled()).isTrue();
      assertThat(second.isDone()).isFalse();
      second.setResult(42);
      assertThat(EventLoop.await(task)).isEqualTo(42);
      assertThat(task.isCancelled()).isFalse();
    });
    assertThat(trace).containsExactly("caught");
  }

  @Test
  void aTaskThatIsCancelledBeforeItAwaitsATaskCancelsThatOneDownToItsFuture() {
    inLoop(() -> {
      Future<Object> future = loop.createFuture();
      Task<Object> nested = loop.createTask(() -> EventLoop.await(future));
      Task<Object> task =
          loop.createTask(() -> {
            EventLoop.currentTask().cancel("on the way");
            return EventLoop.await(nested);
          });
      assertThatThrownBy(() -> EventLoop.await(task)).hasMessage("on the way");
      assertThat(List.of(task, nested, future)).allMatch(Future::isCancelled);
    });
  }

  @Test
  void anErrorDuringACancellationIsTheEndOfTheTask() {
    inLoop(() -> {
      OutOfMemoryError error = new OutOfMemoryError("planted");
      Task<Object> task =
          loop.createTask(() -> {
            try {
              return sleepLong();
            } catch (CancellationException e) {
              throw error;
            }
          });
      EventLoop.yieldNow();
      task.cancel();
      assertThatThrownBy(() -> EventLoop.await(task)).isSameAs(error);
      assertThat(task.isCancelled()).isFalse();
    });
  }

  @Test
  void theCancellationThatATaskGetsCarriesItsReasonIntoTheErrorsThatItCauses() {
    inLoop(() -> {
      Task<Object> inner = loop.createTask(ConformanceTest::sleepLong);
      loop.callLater(millis(10), () -> inner.cancel("reason"));
      Task<Object> outer =
          loop.createTask(() -> {
            try {
              return EventLoop.await(inner);
            } catch (CancellationException e) {
              throw new IllegalStateException("cancelled", e);
            }
          });
      assertThatThrownBy(() -> EventLoop.await(outer))
          .hasMessage("cancelled")
          .cause()
          .isInstanceOf(CancellationException.class)
          .hasMessage("reason");
    });
  }

  @Test
  void theDoneCallbacksOfACancelledTaskAreCalled() {
    inLoop(() -> {
      Task<Object> begun = loop.createTask(ConformanceTest::sleepLong);
      EventLoop.yieldNow();
      Task<Object> notBegun = loop.createTask(ConformanceTest::sleepLong);
      for (Task<Object> task : List.of(begun, notBegun)) {
        task.addDoneCallback(ended -> trace.add(ended.isCancelled()));
        task.cancel();
      }
      EventLoop.sleep(millis(10));
    });
    assertThat(trace).containsExactly(true, true);
  }

  @Test
  void aTaskMayCancelTheOneThatAwaitsIt() {
    inLoop(() -> {
      Task<?> main = EventLoop.currentTask();
      Task<String> task =
          loop.createTask(() -> {
            main.cancel("from the inside");
            EventLoop.yieldNow(); // the cancellation comes down to the awaited one, which is this
            return "not reached";
          });
      assertThatThrownBy(() -> EventLoop.await(task)).hasMessage("from the inside");
      assertThat(task.isCancelled()).isTrue();
      assertThat(main.uncancel()).isZero();
    });
  }

  @Test
  void aTimeLimitCanBeMadeOfCancelAndUncancel() {
    inLoop(() -> {
      assertThat(EventLoop.await(loop.createTask(() -> limited(1000, 100))))
          .containsExactly("timed out", "went on", 0);
      assertThat(EventLoop.await(loop.createTask(() -> limited(0, 100))))
          .containsExactly("in time", "went on", 0);
    });
  }

  private List<Object> limited(long sleep, long limit) {
    Task<?> self = EventLoop.currentTask();
    AtomicBoolean over = new AtomicBoolean();
    TimerHandle timer =
        loop.callLater(
            millis(limit),
            () -> {
              over.set(true);
              self.cancel();
            });
    String outcome = "in time";
    try {
      EventLoop.sleep(millis(sleep));
    } catch (CancellationException e) {
      if (!over.get() || self.uncancel() > 0) {
        throw e;
      }
      outcome = "timed out";
    } finally {
      timer.cancel();
    }
    EventLoop.yieldNow();
    return List.of(outcome, "went on", self.cancelling());
  }

  @Test
  void aCancellationDuringAWaitForAnExecutorIsThrownAtOnce() {
    inLoop(() -> {
      Task<Object> task =
          loop.createTask(() -> EventLoop.await(loop.runInExecutor(work -> {}, () -> 1)));
      EventLoop.yieldNow();
      task.cancel("not awaited");
      assertThatThrownBy(() -> EventLoop.await(task)).hasMessage("not awaited");
    });
  }

  @Test
  void aTaskThatEndsInThePassOfItsCancellationIsNotCancelled() {
    inLoop(() -> {
      Task<Integer> task = loop.createTask(() -> 1);
      loop.callSoon(() -> trace.add(task.cancel()));
      assertThat(EventLoop.await(task)).isEqualTo(1);
      assertThat(trace).containsExactly(false);
      assertThat(task.cancelling()).isZero();
    });
  }

  @Test
  void aCancelledTaskIsDoneAnIterationAfterTheRequest() {
    inLoop(() -> {
      Task<Object> task = loop.createTask(ConformanceTest::sleepLong);
      EventLoop.yieldNow();
      task.cancel();
      assertThat(task.isDone()).isFalse();
      EventLoop.yieldNow();
      assertThat(task.isDone()).isTrue();
    });
  }
}
