package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What CPython 3.14's asyncio does when a task is cancelled, in each phase of a task's life. */
class TaskCancelTest extends LoopTest {

  @Test
  void aTaskThatHasNotBegunNeverBegins() {
    inLoop(() -> {
      Task<Void> task = sleeper("A", 1000);
      assertThat(task.cancel("not needed")).isTrue();
      assertThat(task.isDone()).isFalse();
      assertThatThrownBy(() -> EventLoop.await(task))
          .isInstanceOf(CancellationException.class)
          .hasMessage("not needed");
      assertThat(task.isCancelled()).isTrue();
    });
    assertThat(trace).isEmpty();
  }

  @Test
  void aTaskThatHasNotBegunBeginsAllTheSameWhenTheRequestIsTakenBack() {
    inLoop(() -> {
      Task<Void> task = sleeper("A", 1000);
      task.cancel();
      assertThat(task.uncancel()).isZero();
      EventLoop.await(task);
    });
    assertThat(trace).containsExactly("A begins", "A ends", "A at 1000");
  }

  @Test
  void aSleepingTaskGetsTheReasonAtOnceAndItsTimerIsGone() {
    inLoop(() -> {
      Task<Void> task = sleeper("A", 1000);
      EventLoop.sleep(millis(300));
      task.cancel("enough");
      assertThatThrownBy(() -> EventLoop.await(task))
          .isInstanceOf(CancellationException.class)
          .hasMessage("enough");
      assertThat(ticker.elapsed()).isEqualTo(millis(300));
    });
    assertThat(trace).containsExactly("A begins", "A at 300");
    assertThat(loop.stats().timers()).isZero();
  }

  @Test
  void aSleeperThatIsDueButHasNotRunYetIsCancelled() {
    inLoop(() -> {
      AtomicReference<Task<Void>> later = new AtomicReference<>();
      Task<Void> earlier =
          loop.createTask(() -> {
            EventLoop.sleep(seconds(1));
            later.get().cancel("just in time");
          });
      later.set(sleeper("B", 1000));
      EventLoop.await(earlier);
      assertThatThrownBy(() -> EventLoop.await(later.get())).hasMessage("just in time");
    });
    assertThat(trace).doesNotContain("B ends");
  }

  @Test
  void aCancelledSleepStillThrowsWhenTheRequestIsTakenBackBeforeTheTaskRuns() {
    inLoop(() -> {
      Task<Void> task = sleeper("A", 1000);
      EventLoop.yieldNow();
      task.cancel("on its way");
      assertThat(task.uncancel()).isZero();
      assertThatThrownBy(() -> EventLoop.await(task)).hasMessage("on its way");
    });
    assertThat(trace).containsExactly("A begins", "A at 0");
  }

  @Test
  void cancelOfAWaitingTaskCancelsTheFutureThatItWaitsFor() {
    inLoop(() -> {
      Future<String> future = loop.createFuture();
      Task<String> task = loop.createTask(() -> EventLoop.await(future));
      EventLoop.yieldNow();
      task.cancel("not needed");
      assertThat(future.isCancelled()).isTrue();
      assertThatThrownBy(() -> EventLoop.await(task)).hasMessage("not needed");
    });
  }

  @Test
  void cancelGoesDownToTheInnermostTask() {
    inLoop(() -> {
      Task<Void> inner = sleeper("inner", 1000);
      Task<Void> middle = loop.createTask(() -> EventLoop.await(inner));
      Task<Void> outer = loop.createTask(() -> EventLoop.await(middle));
      EventLoop.sleep(millis(100));
      outer.cancel("all of it");
      assertThatThrownBy(() -> EventLoop.await(outer)).hasMessage("all of it");
      assertThat(List.of(inner, middle, outer)).allMatch(Future::isCancelled);
      assertThat(List.of(inner, middle, outer)).allMatch(task -> task.cancelling() == 1);
    });
  }

  @Test
  void aTaskWhoseInnerTaskSwallowsTheCancellationIsNotCancelled() {
    inLoop(() -> {
      Task<String> inner =
          loop.createTask(() -> {
            try {
              EventLoop.sleep(seconds(1));
            } catch (CancellationException e) {
              EventLoop.sleep(seconds(1));
            }
            return "survived";
          });
      Task<String> outer = loop.createTask(() -> EventLoop.await(inner));
      EventLoop.sleep(millis(100));
      outer.cancel();
      assertThat(EventLoop.await(outer)).isEqualTo("survived");
      assertThat(outer.isCancelled()).isFalse();
    });
  }

  @Test
  void aTaskThatSwallowsItsCancellationEndsWithItsResult() {
    inLoop(() -> {
      Task<String> task =
          loop.createTask(() -> {
            try {
              EventLoop.sleep(seconds(1));
              return "slept";
            } catch (CancellationException e) {
              return "swallowed " + e.getMessage();
            }
          });
      EventLoop.yieldNow();
      task.cancel("it");
      assertThat(EventLoop.await(task)).isEqualTo("swallowed it");
      assertThat(task.cancelling()).isEqualTo(1);
    });
  }

  @Test
  void aTaskMayWaitWhileItCleansUp() {
    inLoop(() -> {
      Task<Void> task =
          loop.createTask(() -> {
            try {
              EventLoop.sleep(seconds(1));
            } finally {
              EventLoop.sleep(seconds(5));
              trace.add("clean");
            }
          });
      EventLoop.yieldNow();
      task.cancel();
      assertThatThrownBy(() -> EventLoop.await(task)).isInstanceOf(CancellationException.class);
      assertThat(trace).containsExactly("clean");
      assertThat(ticker.elapsed()).isEqualTo(seconds(5));
    });
  }

  @Test
  void aSecondCancelInterruptsTheCleaningUp() {
    inLoop(() -> {
      Task<Void> task =
          loop.createTask(() -> {
            try {
              EventLoop.sleep(seconds(1));
            } finally {
              EventLoop.sleep(seconds(5));
              trace.add("clean");
            }
          });
      EventLoop.yieldNow();
      task.cancel("first");
      EventLoop.sleep(seconds(2));
      task.cancel("second");
      assertThatThrownBy(() -> EventLoop.await(task)).hasMessage("second");
      assertThat(task.cancelling()).isEqualTo(2);
    });
    assertThat(trace).isEmpty();
  }

  @Test
  void twoCancelsBeforeTheTaskRunsAreOneExceptionWithTheFirstReason() {
    inLoop(() -> {
      for (boolean asleep : List.of(true, false)) {
        Future<Void> future = loop.createFuture();
        Task<Integer> task =
            loop.createTask(() -> {
              int caught = 0;
              for (int i = 0; i < 3; i++) {
                try {
                  if (asleep || future.isDone()) {
                    EventLoop.sleep(seconds(1));
                  } else {
                    EventLoop.await(future);
                  }
                } catch (CancellationException e) {
                  assertThat(e).hasMessage("first");
                  caught++;
                }
              }
              return caught;
            });
        EventLoop.yieldNow();
        task.cancel("first");
        task.cancel("second");
        assertThat(task.cancelling()).isEqualTo(2);
        assertThat(EventLoop.await(task)).isEqualTo(1);
      }
    });
  }

  @Test
  void aTaskThatCancelsItselfIsCancelledAtItsNextWait() {
    inLoop(() -> {
      Task<Void> task =
          loop.createTask(() -> {
            EventLoop.currentTask().cancel("by myself");
            trace.add("goes on");
            EventLoop.sleep(seconds(1));
            trace.add("never");
          });
      assertThatThrownBy(() -> EventLoop.await(task)).hasMessage("by myself");
    });
    assertThat(trace).containsExactly("goes on");
    assertThat(ticker.elapsed()).isZero();
  }

  @Test
  void aTaskThatCancelsItselfAndReturnsIsCancelled() {
    inLoop(() -> {
      Task<String> task =
          loop.createTask(() -> {
            EventLoop.currentTask().cancel("too late");
            return "result";
          });
      assertThatThrownBy(() -> EventLoop.await(task)).hasMessage("too late");
      assertThat(task.isCancelled()).isTrue();
    });
  }

  @Test
  void aTaskThatCancelsItselfAndThrowsFails() {
    inLoop(() -> {
      Task<String> task =
          loop.createTask(() -> {
            EventLoop.currentTask().cancel();
            throw new IllegalStateException("worse");
          });
      assertThatThrownBy(() -> EventLoop.await(task)).hasMessage("worse");
      assertThat(task.isCancelled()).isFalse();
    });
  }

  @Test
  void aTaskThatCancelsItselfAndThenAwaitsCancelsWhatItAwaits() {
    inLoop(() -> {
      Future<Void> future = loop.createFuture();
      Task<Void> task =
          loop.createTask(() -> {
            EventLoop.currentTask().cancel("both");
            EventLoop.await(future);
          });
      assertThatThrownBy(() -> EventLoop.await(task)).hasMessage("both");
      assertThat(future.isCancelled()).isTrue();
    });
  }

  @Test
  void aPendingCancelIsNotThrownFromAnAwaitOfWhatIsDone() {
    inLoop(() -> {
      Future<String> done = loop.createFuture();
      done.setResult("here");
      Task<String> task =
          loop.createTask(() -> {
            EventLoop.currentTask().cancel("later");
            String result = EventLoop.await(done);
            trace.add(result);
            EventLoop.yieldNow();
            return result;
          });
      assertThatThrownBy(() -> EventLoop.await(task)).hasMessage("later");
    });
    assertThat(trace).containsExactly("here");
  }

  @Test
  void othersHaveTheirTurnBeforeASelfCancelledTaskIsThrownOutOfItsWait() {
    inLoop(() -> {
      for (Body wait : List.<Body>of(EventLoop::yieldNow, () -> EventLoop.sleep(seconds(1)))) {
        Task<Void> task =
            loop.createTask(() -> {
              EventLoop.currentTask().cancel();
              loop.callSoon(() -> trace.add("turn"));
              try {
                wait.run();
              } finally {
                trace.add("out");
              }
              return null;
            });
        EventLoop.wait(List.of(task), ReturnWhen.ALL_COMPLETED);
      }
    });
    assertThat(trace).containsExactly("turn", "out", "turn", "out");
  }

  @Test
  void cancelWinsOverAResultThatCameInTheSamePass() {
    inLoop(() -> {
      Future<String> future = loop.createFuture();
      Task<String> task = loop.createTask(() -> EventLoop.await(future));
      EventLoop.yieldNow();
      future.setResult("result");
      assertThat(task.cancel("cancel")).isTrue();
      assertThatThrownBy(() -> EventLoop.await(task)).hasMessage("cancel");
      assertThat(future.result()).isEqualTo("result");
    });
  }

  @Test
  void cancelOfADoneTaskDoesNothing() {
    inLoop(() -> {
      Task<Integer> task = loop.createTask(() -> 1);
      EventLoop.await(task);
      assertThat(task.cancel("late")).isFalse();
      assertThat(task.cancelling()).isZero();
      assertThat(task.result()).isEqualTo(1);
    });
  }

  @Test
  void uncancelCountsDownAndNotBelowZero() {
    inLoop(() -> {
      Task<?> self = EventLoop.currentTask();
      self.cancel("one");
      self.cancel("two");
      assertThat(self.cancelling()).isEqualTo(2);
      assertThat(self.uncancel()).isEqualTo(1);
      assertThat(self.uncancel()).isZero();
      assertThat(self.uncancel()).isZero();
      EventLoop.yieldNow(); // nothing is left to be thrown
    });
  }

  @Test
  void oneRequestOfTwoTakenBackIsStillThrown() {
    inLoop(() -> {
      Task<?> self = EventLoop.currentTask();
      self.cancel("one");
      self.cancel("two");
      self.uncancel();
      assertThatThrownBy(EventLoop::yieldNow).hasMessage("two");
    });
  }

  @Test
  void aCancelledTaskIsNoUnhandledError() {
    inLoop(() -> {
      Task<Void> task = sleeper("A", 1000);
      EventLoop.yieldNow();
      task.cancel();
      EventLoop.yieldNow();
      assertThat(task.isCancelled()).isTrue();
    });
    assertThat(unhandled).isEmpty();
  }

  @Test
  void aCoroutineThatThrowsACancellationOfItsOwnIsCancelled() {
    inLoop(() -> {
      Task<Void> task =
          loop.createTask(() -> {
            throw new CancellationException("of its own");
          });
      assertThatThrownBy(() -> EventLoop.await(task)).hasMessage("of its own");
      assertThat(task.isCancelled()).isTrue();
    });
  }

  @Test
  void aReasonMustBeGiven() {
    inLoop(() -> {
      Task<Void> task = sleeper("A", 1000);
      EventLoop.yieldNow();
      assertThatThrownBy(() -> task.cancel(null)).isInstanceOf(NullPointerException.class);
      EventLoop.await(task);
      assertThat(ticker.elapsed()).isEqualTo(seconds(1));
    });
  }
}
