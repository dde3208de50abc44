package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Tasks whose first step runs where they are made: asyncio's {@code eager_start}. */
class EagerTaskTest extends LoopTest {

  private Task<Void> eager(String name, Body body) {
    return loop.createEagerTask(
        name,
        () -> {
          body.run();
          return null;
        });
  }

  @Test
  void theFirstStepRunsWithinTheCall() {
    inLoop(() -> {
      Task<Void> task =
          eager(
              "eager",
              () -> {
                trace.add("first step");
                EventLoop.yieldNow();
                trace.add("second step");
              });
      trace.add("made");
      EventLoop.await(task);
    });
    assertThat(trace).containsExactly("first step", "made", "second step");
  }

  @Test
  void aCoroutineThatNeverWaitsHasEndedWhenTheCallReturns() {
    inLoop(() -> {
      Task<Integer> task = loop.createEagerTask(() -> 42);
      assertThat(task.isDone()).isTrue();
      assertThat(task.result()).isEqualTo(42);
      assertThat(loop.tasks()).extracting(TaskInfo::id).doesNotContain(task.id());
    });
  }

  @Test
  void itLetsNoOtherTaskRun() {
    inLoop(() -> {
      loop.callSoon(() -> trace.add("ready before"));
      eager("eager", () -> trace.add("eager"));
      EventLoop.yieldNow();
    });
    assertThat(trace).containsExactly("eager", "ready before");
  }

  @Test
  void currentTaskIsTheNewOneInItsFirstStepAndTheMakersAgainAfter() {
    inLoop(() -> {
      Task<?> maker = EventLoop.currentTask();
      Task<Void> task =
          eager("eager", () -> assertThat(EventLoop.currentTask().name()).isEqualTo("eager"));
      assertThat(EventLoop.currentTask()).isSameAs(maker);
      EventLoop.await(task);
    });
  }

  @Test
  void eagerTasksMakeEagerTasks() {
    inLoop(() -> {
      Task<Void> outer =
          eager(
              "outer",
              () -> {
                trace.add("outer begins");
                Task<Void> inner =
                    eager(
                        "inner",
                        () -> {
                          trace.add("inner begins");
                          EventLoop.sleep(millis(1));
                          trace.add("inner ends");
                        });
                trace.add("outer goes on");
                EventLoop.await(inner);
                trace.add("outer ends");
              });
      trace.add("main goes on");
      EventLoop.await(outer);
    });
    assertThat(trace)
        .containsExactly(
            "outer begins",
            "inner begins",
            "outer goes on",
            "main goes on",
            "inner ends",
            "outer ends");
  }

  @Test
  void aCallbackMayMakeOne() {
    inLoop(() -> {
      Future<Void> done = loop.createFuture();
      loop.callSoon(() -> {
        eager(
            "eager",
            () -> {
              trace.add("first step");
              EventLoop.yieldNow();
              done.setResult(null);
            });
        trace.add("callback goes on");
      });
      EventLoop.await(done);
    });
    assertThat(trace).containsExactly("first step", "callback goes on");
  }

  @Test
  void aCallbackOnTheLoopThreadMayCreateOne() {
    inLoop(() -> {
      Future<Void> done = loop.createFuture();
      // all tasks sleep then, and the callback runs on the thread that runs the loop
      loop.callLater(
          seconds(1),
          () ->
              eager(
                  "eager",
                  () -> {
                    EventLoop.sleep(seconds(1));
                    done.setResult(null);
                  }));
      EventLoop.await(done);
    });
    assertThat(ticker.elapsed()).isEqualTo(seconds(2));
  }

  @Test
  void beforeTheLoopRunsItIsAsAnyOther() {
    try (EventLoop notYet = EventLoop.create("not yet")) {
      Task<Integer> task = notYet.createEagerTask(() -> 42);
      assertThat(task.isDone()).isFalse();
      assertThat(notYet.run(() -> EventLoop.await(task))).isEqualTo(42);
    }
  }

  @Test
  void itsErrorIsThrownToTheAwaitingTask() {
    inLoop(() -> {
      Task<Void> task =
          eager(
              "eager",
              () -> {
                throw new IllegalArgumentException("at once");
              });
      assertThatThrownBy(() -> EventLoop.await(task)).hasMessage("at once");
      EventLoop.yieldNow();
      EventLoop.yieldNow();
    });
    assertThat(unhandled).isEmpty();
  }

  @Test
  void itsErrorIsReportedIfItIsNotReadUntilTheNextIteration() {
    inLoop(() -> {
      eager(
          "eager",
          () -> {
            throw new IllegalArgumentException("at once");
          });
      assertThat(unhandled).isEmpty();
      EventLoop.yieldNow();
      EventLoop.yieldNow();
    });
    assertThat(unhandled).containsExactly("eager: at once");
  }

  @Test
  void aCancelInItsFirstStepArrivesAtItsFirstWait() {
    inLoop(() -> {
      Task<Void> task =
          eager(
              "eager",
              () -> {
                EventLoop.currentTask().cancel("by itself");
                EventLoop.sleep(seconds(1));
              });
      assertThatThrownBy(() -> EventLoop.await(task)).hasMessage("by itself");
    });
  }

  @Test
  void manyOfThemThatAllWaitAreAllServed() {
    inLoop(() -> {
      List<Task<Integer>> tasks =
          java.util.stream.IntStream.range(0, 1000)
              .mapToObj(i ->
                  loop.createEagerTask(() -> {
                    EventLoop.sleep(millis(i % 7));
                    return i;
                  }))
              .toList();
      assertThat(EventLoop.gather(tasks)).hasSize(1000).startsWith(0, 1, 2).endsWith(999);
    });
  }

  @Test
  void aClosedLoopMakesNone() {
    loop.close();
    assertThatThrownBy(() -> loop.createEagerTask(() -> 1))
        .isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void itIsAPartOfTheStepThatMadeIt() {
    inLoop(() -> {
      EventLoop.yieldNow();
      long before = loop.stats().step().count();
      loop.createEagerTask(() -> 1);
      assertThat(loop.stats().step().count()).isEqualTo(before);
    });
  }
}
