package io.jobwheel.eventloop.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.Future;
import io.jobwheel.eventloop.Handle;
import io.jobwheel.eventloop.Task;
import io.jobwheel.eventloop.VirtualTicker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LoopConformanceTest extends ConformanceTest {

  private final AtomicReference<Task<Object>> left = new AtomicReference<>();

  @Test
  void aRunThatIsCancelledThrowsTheCancellation() {
    assertThatThrownBy(() ->
            loop.run(() -> {
              EventLoop.currentTask().cancel("the run itself");
              return sleepLong();
            }))
        .isInstanceOf(CancellationException.class)
        .hasMessage("the run itself");
    assertThat(elapsed()).isZero();
  }

  @Test
  void aRunThatFailsLeavesNoStopBehind() {
    assertThatThrownBy(() -> loop.run(() -> fail(0, "planted"))).hasMessage("planted");
    loop.callSoon(() ->
        loop.callSoon(() -> {
          trace.add("second pass");
          loop.stop();
        }));
    loop.runForever();
    assertThat(trace).containsExactly("second pass");
  }

  @Test
  void aTaskThatAStopLeftBehindIsCancelledInTheNextRun() {
    try (EventLoop own = own()) {
      Task<Object> task = own.createTask(ConformanceTest::sleepLong);
      own.callLater(millis(20), own::stop);
      own.runForever();
      assertThat(elapsed()).isEqualTo(20);
      assertThat(task.isDone()).isFalse();
      task.cancel("left behind");
      assertThatThrownBy(() -> own.run(() -> EventLoop.await(task))).hasMessage("left behind");
    }
  }

  @Test
  void twoStopsAreOne() {
    try (EventLoop own = own()) {
      own.callSoon(own::stop);
      own.callSoon(own::stop);
      own.callSoon(() -> own.callSoon(() -> trace.add("next run")));
      own.runForever();
      assertThat(trace).isEmpty();
      own.run(ConformanceTest::turn);
      assertThat(trace).containsExactly("next run");
    }
  }

  @Test
  void aStoppedLoopKeepsItsTimersForTheNextRun() {
    try (EventLoop own = own()) {
      own.callLater(millis(10), () -> trace.add("timer at " + elapsed()));
      own.run(ConformanceTest::turn);
      assertThat(trace).isEmpty();
      own.run(() -> {
        EventLoop.sleep(millis(20));
        return null;
      });
      assertThat(trace).containsExactly("timer at 10");
    }
  }

  @Test
  void theRunningLoopIsCurrentInsideAndNotOutside() {
    assertThatThrownBy(EventLoop::current).isInstanceOf(IllegalStateException.class);
    inLoop(() -> {
      assertThat(EventLoop.current()).isSameAs(loop);
      loop.callSoon(() -> trace.add(EventLoop.current()));
      EventLoop.yieldNow();
    });
    assertThat(trace).containsExactly(loop);
    assertThatThrownBy(EventLoop::current).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aFailedRunLeavesNoLoopRunning() {
    assertThatThrownBy(() -> loop.run(() -> fail(10, "planted"))).hasMessage("planted");
    assertThat(loop.isRunning()).isFalse();
    assertThatThrownBy(EventLoop::current).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void callbacksAndTasksShareOneQueue() {
    inLoop(() -> {
      loop.callSoon(() -> trace.add("callback 1"));
      loop.createTask(() -> {
        trace.add("task");
      });
      loop.callSoon(() -> trace.add("callback 2"));
      EventLoop.yieldNow();
    });
    assertThat(trace).containsExactly("callback 1", "task", "callback 2");
  }

  @Test
  void aPostFromInsideKeepsItsPlaceAmongTheCallbacks() {
    inLoop(() -> {
      loop.callSoon(() -> trace.add("before"));
      loop.post(() -> trace.add("post"));
      loop.callSoon(() -> trace.add("after"));
      EventLoop.yieldNow();
    });
    assertThat(trace).containsExactly("before", "post", "after");
  }

  @Test
  void aPostBeforeTheRunKeepsItsPlaceAmongTheCallbacks() {
    try (EventLoop own = own()) {
      own.post(() -> trace.add("post"));
      own.callSoon(() -> trace.add("callback"));
      own.run(ConformanceTest::turn);
      assertThat(trace).containsExactly("post", "callback");
    }
  }

  @Test
  void aPostOfAnotherThreadComesBeforeACallbackThatWasGivenLater() {
    inLoop(() -> {
      CompletableFuture.runAsync(() -> loop.post(() -> trace.add("post"))).join();
      loop.callSoon(() -> trace.add("callback"));
      EventLoop.yieldNow();
    });
    assertThat(trace).containsExactly("post", "callback");
  }

  @Test
  void aPostOfAnotherThreadComesBeforeATaskThatWasMadeLater() {
    inLoop(() -> {
      CompletableFuture.runAsync(() -> loop.post(() -> trace.add("post"))).join();
      EventLoop.await(
          loop.createTask(() -> {
            trace.add("task");
          }));
    });
    assertThat(trace).containsExactly("post", "task");
  }

  @Test
  void aCallbackMayTakeTheNextOneBack() {
    inLoop(() -> {
      AtomicReference<Handle> second = new AtomicReference<>();
      loop.callSoon(() -> second.get().cancel());
      second.set(loop.callSoon(() -> trace.add("second")));
      loop.callSoon(() -> trace.add("third"));
      EventLoop.yieldNow();
    });
    assertThat(trace).containsExactly("third");
  }

  @Test
  void aCallbackThatThrowsDisturbsNoOtherOfItsIteration() {
    inLoop(() -> {
      loop.callSoon(() -> trace.add("before"));
      loop.callSoon(() -> {
        throw new IllegalStateException("planted");
      });
      loop.callSoon(() -> trace.add("after"));
      EventLoop.yieldNow();
    });
    assertThat(trace).containsExactly("before", "after");
    assertThat(unhandled).singleElement().extracting(Throwable::getMessage).isEqualTo("planted");
  }

  @Test
  void theHandlerGetsTheLoopTheContextAndTheError() {
    List<Object> reported = new ArrayList<>();
    try (EventLoop own =
        EventLoop.create(
            "own",
            new VirtualTicker(),
            (it, context) ->
                reported.addAll(List.of(it.name(), context.message(), context.error())))) {
      IllegalStateException error = new IllegalStateException();
      own.run(() -> {
        own.createTask(
            "courier",
            () -> {
              throw error;
            });
        EventLoop.yieldNow();
        return null;
      });
      assertThat(reported).containsExactly("own", "courier", error);
    }
  }

  @Test
  void theHandlerMayGiveTheLoopWork() {
    AtomicReference<EventLoop> reported = new AtomicReference<>();
    try (EventLoop own =
        EventLoop.create(
            "own",
            new VirtualTicker(),
            (it, context) -> {
              reported.set(it);
              it.callSoon(() -> trace.add("after " + context.error().getMessage()));
            })) {
      own.run(() -> {
        own.createTask(() -> fail(0, "planted"));
        EventLoop.sleep(millis(10));
        return null;
      });
      assertThat(reported).hasValue(own);
    }
    assertThat(trace).containsExactly("after planted");
  }

  @Test
  void aClosedLoopRefusesEveryKindOfWork() {
    loop.close();
    for (Body work :
        List.<Body>of(
            () -> loop.createTask(() -> 1),
            () -> loop.createTask(() -> {}),
            () -> loop.createTask("named", () -> 1),
            () -> loop.callSoon(() -> {}),
            () -> loop.callLater(millis(10), () -> {}),
            () -> loop.callAt(10, () -> {}),
            () -> loop.runInExecutor(Runnable::run, () -> 1),
            () -> loop.post(() -> {}),
            () -> loop.submit(() -> 1).isDone(),
            () -> loop.run(() -> 1),
            loop::runForever)) {
      assertThatThrownBy(work::run)
          .isInstanceOf(RejectedExecutionException.class)
          .hasMessageContaining("closed");
    }
  }

  @Test
  void closeReportsATaskThatFailsInItsCleanUp() {
    inLoop(() -> {
      left.set(
          loop.createTask(() -> {
            try {
              return sleepLong();
            } catch (CancellationException e) {
              throw new IllegalStateException("in clean-up");
            }
          }));
      EventLoop.yieldNow();
    });
    loop.close();
    assertThat(left.get().exception()).hasMessage("in clean-up");
    assertThat(unhandled).containsExactly(left.get().exception());
  }

  @Test
  void closeReportsEachTaskThatFailsInItsCleanUpOnce() {
    inLoop(() -> {
      for (String name : List.of("A", "B", "C")) {
        loop.createTask(() -> {
          try {
            sleepLong();
          } finally {
            fail(5, name);
          }
        });
      }
      EventLoop.yieldNow();
    });
    loop.close();
    assertThat(unhandled)
        .extracting(Throwable::getMessage)
        .containsExactlyInAnyOrder("A", "B", "C");
  }

  @Test
  void closeReportsNothingOfTasksThatObey() {
    inLoop(() -> {
      after(1000, "never");
      loop.createTask(ConformanceTest::sleepLong);
      EventLoop.yieldNow();
    });
    loop.close();
    assertThat(unhandled).isEmpty();
  }

  @Test
  void closeLetsATaskThatSwallowsItsCancellationEnd() {
    inLoop(() -> {
      left.set(
          loop.createTask(() -> {
            try {
              return sleepLong();
            } catch (CancellationException e) {
              EventLoop.sleep(millis(100));
              return "ended all the same";
            }
          }));
      EventLoop.yieldNow();
    });
    loop.close();
    assertThat(left.get().result()).isEqualTo("ended all the same");
  }

  @Test
  void aFutureCanBeMadeBeforeTheRunAndEndedInIt() {
    try (EventLoop own = own()) {
      Future<String> future = own.createFuture();
      own.callLater(millis(10), () -> future.setResult("result"));
      assertThat(own.run(() -> EventLoop.await(future))).isEqualTo("result");
    }
  }

  @Test
  void loopsMayRunOneAfterTheOtherOnOneThread() {
    try (EventLoop other = EventLoop.create("other", new VirtualTicker())) {
      assertThat(loop.run(() -> EventLoop.current().name())).isEqualTo("test");
      assertThat(other.run(() -> EventLoop.current().name())).isEqualTo("other");
      assertThat(loop.run(() -> EventLoop.current().name())).isEqualTo("test");
    }
  }
}
