package io.jobwheel.eventloop.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.Future;
import io.jobwheel.eventloop.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class TaskConformanceTest extends ConformanceTest {

  @Test
  void aTaskIsTheFutureOfItsResult() {
    inLoop(() -> {
      Task<String> task = loop.createTask(() -> "result");
      assertThat(task.isDone()).isFalse();
      assertThatThrownBy(task::result).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(task::exception).isInstanceOf(IllegalStateException.class);
      EventLoop.yieldNow();
      assertThat(task.isDone()).isTrue();
      assertThat(task.isCancelled()).isFalse();
      assertThat(task.result()).isEqualTo("result");
      assertThat(task.exception()).isNull();
    });
  }

  @Test
  void aTaskThatWaitsForNothingIsDoneInOneStep() {
    inLoop(() -> {
      Task<Integer> first = loop.createTask(() -> trace.size());
      loop.callSoon(() -> trace.add(first.isDone()));
      EventLoop.yieldNow();
    });
    assertThat(trace).containsExactly(true);
  }

  @Test
  void aTaskRunsUpToItsFirstWaitBeforeTheNextOneBegins() {
    inLoop(() -> {
      for (String name : List.of("A", "B")) {
        loop.createTask(() -> {
          trace.add(name + 1);
          trace.add(name + 2);
          EventLoop.yieldNow();
          trace.add(name + 3);
        });
      }
      EventLoop.yieldNow();
      EventLoop.yieldNow();
    });
    assertThat(trace).containsExactly("A1", "A2", "B1", "B2", "A3", "B3");
  }

  @Test
  void aCoroutineMayBeGivenTwiceAndRunsTwice() {
    inLoop(() -> {
      Callable<Boolean> coroutine = () -> trace.add("run");
      EventLoop.gather(List.of(loop.createTask(coroutine), loop.createTask(coroutine)));
    });
    assertThat(trace).containsExactly("run", "run");
  }

  @Test
  void aTaskThatReturnsAFutureDoesNotAwaitIt() {
    inLoop(() -> {
      Future<Object> inner = loop.createFuture();
      Task<Future<Object>> task = loop.createTask(() -> inner);
      assertThat(EventLoop.await(task)).isSameAs(inner);
      assertThat(inner.isDone()).isFalse();
    });
  }

  @Test
  void aTaskMayReturnAnExceptionWithoutThrowingIt() {
    inLoop(() -> {
      IllegalStateException value = new IllegalStateException("a value");
      Task<Exception> task = loop.createTask(() -> value);
      assertThat(EventLoop.await(task)).isSameAs(value);
      assertThat(task.exception()).isNull();
    });
  }

  @Test
  void aTaskMayCatchTheErrorOfAnotherAndContinue() {
    inLoop(() -> {
      Task<String> task =
          loop.createTask(() -> {
            try {
              return (String) EventLoop.await(failing(10, "planted"));
            } catch (IllegalStateException e) {
              EventLoop.sleep(millis(10));
              return "caught " + e.getMessage();
            }
          });
      assertThat(EventLoop.await(task)).isEqualTo("caught planted");
    });
    assertThat(unhandled).isEmpty();
  }

  @Test
  void anErrorPassesThroughTasksThatAwaitEachOther() {
    inLoop(() -> {
      Task<Object> inner = failing(10, "planted");
      Task<Object> middle = loop.createTask(() -> EventLoop.await(inner));
      Task<Object> outer = loop.createTask(() -> EventLoop.await(middle));
      assertThatThrownBy(() -> EventLoop.await(outer)).isSameAs(inner.exception());
    });
    assertThat(unhandled).isEmpty();
  }

  @Test
  void theCurrentTaskChangesWithEveryIteration() {
    inLoop(() -> {
      List<Task<Void>> tasks = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        int number = i;
        tasks.add(
            loop.createTask(() -> {
              for (int turn = 0; turn < 3; turn++) {
                assertThat(EventLoop.currentTask()).isSameAs(tasks.get(number));
                trace.add(number);
                EventLoop.yieldNow();
              }
            }));
      }
      Task<?> main = EventLoop.currentTask();
      EventLoop.gather(tasks);
      assertThat(EventLoop.currentTask()).isSameAs(main);
    });
    assertThat(trace).containsExactly(0, 1, 0, 1, 0, 1);
  }

  @Test
  void aDoneCallbackIsOfNoTask() {
    inLoop(() -> {
      Task<Integer> task = loop.createTask(() -> 1);
      task.addDoneCallback(ended -> EventLoop.currentTask());
      EventLoop.yieldNow();
      EventLoop.yieldNow();
    });
    assertThat(unhandled).singleElement().isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theDoneCallbackOfATaskIsCalledAnIterationAfterItsEnd() {
    inLoop(() -> {
      Task<Integer> task = loop.createTask(() -> 1);
      task.addDoneCallback(ended -> trace.add("callback " + ended.result()));
      loop.callSoon(() -> trace.add("done is " + task.isDone()));
      EventLoop.yieldNow();
      assertThat(trace).containsExactly("done is true");
      EventLoop.yieldNow();
    });
    assertThat(trace).containsExactly("done is true", "callback 1");
  }

  @Test
  void aTaskWhoseErrorACallbackReceivesIsNotReported() {
    inLoop(() -> {
      failing(0, "read").addDoneCallback(ended -> trace.add(ended.exception().getMessage()));
      EventLoop.sleep(millis(10));
    });
    assertThat(trace).containsExactly("read");
    assertThat(unhandled).isEmpty();
  }

  @Test
  void aTaskWhoseErrorIsNeverReadIsReportedOnce() {
    inLoop(() -> {
      failing(0, "unread");
      EventLoop.sleep(millis(10));
    });
    inLoop(EventLoop::yieldNow);
    assertThat(unhandled).singleElement().extracting(Throwable::getMessage).isEqualTo("unread");
  }

  @Test
  void aTaskWhoseErrorIsReadLongAfterItsEndIsNotReported() {
    inLoop(() -> {
      Task<Object> task = failing(0, "read late");
      EventLoop.sleep(millis(10));
      assertThatThrownBy(() -> EventLoop.await(task)).hasMessage("read late");
    });
    assertThat(unhandled).isEmpty();
  }

  @Test
  void aTaskThatFailsDoesNotDisturbItsNeighbours() {
    inLoop(() -> {
      failing(10, "planted");
      assertThat(EventLoop.await(after(10, "fine"))).isEqualTo("fine");
    });
  }

  @Test
  void aTaskIsKeptWithoutAnyOtherReference() {
    inLoop(() -> {
      loop.createTask(() -> {
        EventLoop.sleep(millis(10));
        trace.add("ended");
      });
      System.gc();
      EventLoop.sleep(millis(20));
    });
    assertThat(trace).containsExactly("ended");
  }

  @Test
  void tasksWithoutANameHaveDifferentOnes() {
    inLoop(() ->
        assertThat(List.of(after(0, 1), after(0, 2), after(0, 3)))
            .extracting(Task::name)
            .doesNotHaveDuplicates());
  }

  @Test
  void twoTasksMayHaveTheSameName() {
    inLoop(() -> {
      List<Task<Integer>> twins =
          List.of(loop.createTask("twin", () -> 1), loop.createTask("twin", () -> 2));
      assertThat(EventLoop.gather(twins)).containsExactly(1, 2);
      assertThat(twins).extracting(Task::name).containsExactly("twin", "twin");
    });
  }

  @Test
  void aTaskThatEndsLeavesTheLoop() {
    inLoop(() -> {
      List<Task<Integer>> tasks = List.of(after(10, 1), after(20, 2));
      EventLoop.yieldNow();
      assertThat(loop.stats().tasks()).isEqualTo(3);
      EventLoop.gather(tasks);
      EventLoop.yieldNow();
      assertThat(loop.stats().tasks()).isEqualTo(1);
    });
  }

  @Test
  void aTaskMayAwaitATaskThatAwaitsAFutureThatItsOwnCallbackEnds() {
    inLoop(() -> {
      Future<Integer> future = loop.createFuture();
      Task<Integer> inner = loop.createTask(() -> EventLoop.await(future) + 1);
      loop.callSoon(() -> future.setResult(41));
      Task<Integer> outer = loop.createTask(() -> EventLoop.await(inner));
      assertThat(EventLoop.await(outer)).isEqualTo(42);
    });
  }

  @Test
  void aHundredThousandTurnsOfOneTaskNeedNoStack() {
    inLoop(() -> {
      Task<Integer> task =
          loop.createTask(() -> {
            int turns = 0;
            for (; turns < 100_000; turns++) {
              EventLoop.yieldNow();
            }
            return turns;
          });
      assertThat(EventLoop.await(task)).isEqualTo(100_000);
    });
  }

  @Test
  void recursionThroughTasksIsRecursion() {
    inLoop(() -> assertThat(fibonacci(12)).isEqualTo(144));
  }

  private int fibonacci(int n) {
    if (n < 2) {
      return n;
    }
    List<Task<Integer>> parts =
        List.of(loop.createTask(() -> fibonacci(n - 1)), loop.createTask(() -> fibonacci(n - 2)));
    return EventLoop.gather(parts).stream().mapToInt(Integer::intValue).sum();
  }
}
