package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TaskTest extends LoopTest {

  @Test
  void runReturnsWhatTheCoroutineReturns() {
    assertThat(loop.run(() -> 42)).isEqualTo(42);
  }

  @Test
  void runMayReturnNull() {
    assertThat(loop.<Object>run(() -> null)).isNull();
  }

  @Test
  void aTaskBeginsAtALaterIterationAndNotWhenItIsMade() {
    inLoop(() -> {
      Task<Void> task = sleeper("A", 0);
      trace.add("made");
      EventLoop.await(task);
    });
    assertThat(trace).startsWith("made", "A begins");
  }

  @Test
  void tasksBeginInTheOrderInWhichTheyWereMade() {
    inLoop(() -> {
      List<Task<Void>> tasks = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        int number = i;
        tasks.add(
            loop.createTask(() -> {
              trace.add(number);
            }));
      }
      EventLoop.gather(tasks);
    });
    assertThat(trace).hasSize(100).isSortedAccordingTo((a, b) -> (Integer) a - (Integer) b);
  }

  @Test
  void awaitReturnsTheResultOfATask() {
    inLoop(() -> assertThat(EventLoop.await(loop.createTask(() -> "result"))).isEqualTo("result"));
  }

  @Test
  void awaitOfATaskThatIsDoneReturnsAtOnceWithoutLettingOthersRun() {
    inLoop(() -> {
      Task<String> done = loop.createTask(() -> "result");
      EventLoop.await(done);
      loop.callSoon(() -> trace.add("turn"));
      assertThat(EventLoop.await(done)).isEqualTo("result");
      assertThat(trace).isEmpty();
    });
  }

  @Test
  void awaitThrowsTheVeryUncheckedExceptionOfTheTask() {
    IllegalArgumentException thrown = new IllegalArgumentException("wrong");
    inLoop(() -> {
      Task<Object> task =
          loop.createTask(() -> {
            throw thrown;
          });
      assertThatThrownBy(() -> EventLoop.await(task)).isSameAs(thrown);
      assertThat(task.exception()).isSameAs(thrown);
    });
    assertThat(unhandled).isEmpty();
  }

  @Test
  void awaitThrowsACheckedExceptionAsTheCauseOfACompletionException() {
    IOException thrown = new IOException("disk");
    inLoop(() -> {
      Task<Object> task =
          loop.createTask(() -> {
            throw thrown;
          });
      assertThatThrownBy(() -> EventLoop.await(task))
          .isInstanceOf(CompletionException.class)
          .hasCause(thrown);
      assertThat(task.exception()).isSameAs(thrown);
    });
  }

  @Test
  void anErrorInsideAStepEndsItsTaskAndNotTheLoop() {
    OutOfMemoryError thrown = new OutOfMemoryError("planted");
    inLoop(() -> {
      Task<Object> task =
          loop.createTask(() -> {
            throw thrown;
          });
      assertThatThrownBy(() -> EventLoop.await(task)).isSameAs(thrown);
      assertThat(EventLoop.await(loop.createTask(() -> 1))).isEqualTo(1);
    });
  }

  @Test
  void aStackThatOverflowsInAComputationEndsItsTaskAndNotTheLoop() {
    inLoop(() -> {
      Task<Integer> task = loop.createTask(() -> deeper(0));
      assertThatThrownBy(() -> EventLoop.await(task)).isInstanceOf(StackOverflowError.class);
      assertThat(EventLoop.await(loop.createTask(() -> 1))).isEqualTo(1);
    });
  }

  private static int deeper(int depth) {
    return deeper(depth + 1) + 1;
  }

  @Test
  void severalTasksMayAwaitOne() {
    inLoop(() -> {
      Task<Integer> one =
          loop.createTask(() -> {
            EventLoop.sleep(seconds(1));
            return 7;
          });
      List<Task<Integer>> waiting = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        waiting.add(loop.createTask(() -> EventLoop.await(one)));
      }
      assertThat(EventLoop.gather(waiting)).containsExactly(7, 7, 7, 7, 7);
    });
  }

  @Test
  void aTaskCannotAwaitItself() {
    AtomicReference<Task<Object>> self = new AtomicReference<>();
    inLoop(() -> {
      self.set(loop.createTask(() -> EventLoop.await(self.get())));
      assertThatThrownBy(() -> EventLoop.await(self.get()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("itself");
    });
  }

  @Test
  void aTaskCannotAwaitAFutureOfAnotherLoop() {
    try (EventLoop other = EventLoop.create("other", new VirtualTicker())) {
      Future<Object> foreign = other.createFuture();
      inLoop(() ->
          assertThatThrownBy(() -> EventLoop.await(foreign))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("another loop"));
    }
  }

  @Test
  void aTaskHasTheGivenNameAndOthersAreNumbered() {
    inLoop(() -> {
      Task<String> named = loop.createTask("courier", () -> EventLoop.currentTask().name());
      assertThat(EventLoop.await(named)).isEqualTo("courier");
      assertThat(loop.createTask(() -> 1).name()).matches("task-\\d+");
      assertThat(named).hasToString("Task[test, courier]");
    });
  }

  @Test
  void theCurrentTaskIsTheOneThatRuns() {
    inLoop(() -> {
      Task<Task<?>> task = loop.createTask(EventLoop::currentTask);
      Task<?> main = EventLoop.currentTask();
      assertThat(EventLoop.await(task)).isSameAs(task);
      assertThat(EventLoop.currentTask()).isSameAs(main);
      assertThat(EventLoop.current()).isSameAs(loop);
    });
  }

  @Test
  void theResultOfATaskCannotBeSetFromOutside() {
    inLoop(() -> {
      Task<Integer> task = loop.createTask(() -> 1);
      assertThatThrownBy(() -> task.setResult(2)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> task.setException(new IOException()))
          .isInstanceOf(IllegalStateException.class);
      assertThat(EventLoop.await(task)).isEqualTo(1);
    });
  }

  @Test
  void aTaskKeepsItsInterruptAcrossAWait() {
    inLoop(() -> {
      Task<Boolean> interrupted =
          loop.createTask(() -> {
            Thread.currentThread().interrupt();
            EventLoop.sleep(seconds(1));
            return Thread.interrupted();
          });
      assertThat(EventLoop.await(interrupted)).isTrue();
      assertThat(ticker.elapsed()).isEqualTo(seconds(1));
    });
  }

  @Test
  void aTaskInheritsNoThreadLocalsFromTheThreadThatStartsIt() {
    InheritableThreadLocal<String> secret = new InheritableThreadLocal<>();
    inLoop(() -> {
      Task<Void> neighbour =
          loop.createTask(() -> {
            secret.set("of the neighbour");
            EventLoop.yieldNow();
          });
      Task<String> task = loop.createTask(secret::get);
      EventLoop.await(neighbour);
      assertThat(EventLoop.await(task)).isNull();
    });
  }

  @Test
  void aTaskHasTheClassLoaderOfTheThreadThatMadeItsLoop() throws Exception {
    ClassLoader planted = new ClassLoader() {};
    elsewhere(
            () -> {
              Thread.currentThread().setContextClassLoader(planted);
              try (EventLoop own = EventLoop.create("own", new VirtualTicker())) {
                assertThat(own.run(() -> Thread.currentThread().getContextClassLoader()))
                    .isSameAs(planted);
              }
            })
        .join();
  }

  @Test
  void aChainOfTenThousandTasksThatAwaitEachOtherEnds() {
    inLoop(() -> {
      Task<Integer> last =
          loop.createTask(() -> {
            EventLoop.sleep(seconds(1));
            return 0;
          });
      for (int i = 0; i < 10_000; i++) {
        Task<Integer> before = last;
        last = loop.createTask(() -> EventLoop.await(before) + 1);
      }
      assertThat(EventLoop.await(last)).isEqualTo(10_000);
    });
  }
}
