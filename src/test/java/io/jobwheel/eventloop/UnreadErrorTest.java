package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** An error that is never read is reported once; one that was read is not. */
class UnreadErrorTest extends LoopTest {

  private Task<Object> failing(String message) {
    return loop.createTask(
        message,
        () -> {
          throw new IllegalStateException(message);
        });
  }

  @Test
  void anErrorThatWasNotReadAfterAWaitIsReported() {
    inLoop(() -> EventLoop.wait(List.of(failing("lost")), ReturnWhen.ALL_COMPLETED));
    assertThat(unhandled).containsExactly("lost: lost");
  }

  @Test
  void anErrorThatWasReadAfterAWaitIsNotReported() {
    inLoop(() -> {
      Task<Object> task = failing("read");
      EventLoop.wait(List.of(task), ReturnWhen.ALL_COMPLETED);
      assertThat(task.exception()).hasMessage("read");
    });
    assertThat(unhandled).isEmpty();
  }

  @Test
  void anErrorThatAsCompletedHandedOutUnreadIsReported() {
    inLoop(() -> {
      for (Task<Object> each : EventLoop.asCompleted(List.of(failing("lost"), failing("read")))) {
        if (each.name().equals("read")) {
          assertThatThrownBy(each::result).hasMessage("read");
        }
      }
    });
    assertThat(unhandled).containsExactly("lost: lost");
  }

  @Test
  void anErrorThatADoneCallbackDoesNotReadIsReported() {
    inLoop(() -> {
      failing("lost").addDoneCallback(ended -> trace.add("called"));
      failing("read").addDoneCallback(Future::exception);
      EventLoop.sleep(millis(1));
    });
    assertThat(trace).containsExactly("called");
    assertThat(unhandled).containsExactly("lost: lost");
  }

  @Test
  void anErrorThatGatherHandsOnIsNotReported() {
    inLoop(() -> {
      assertThatThrownBy(() -> EventLoop.gather(List.of(failing("first"), failing("second"))))
          .hasMessage("first");
      EventLoop.gatherSettled(List.of(failing("third")));
      EventLoop.yieldNow();
    });
    assertThat(unhandled).isEmpty();
  }

  @Test
  void anErrorWhoseTaskWasCollectedIsReportedWhileTheLoopRuns() throws Exception {
    CountDownLatch reported = new CountDownLatch(1);
    try (EventLoop own =
        EventLoop.builder("own").exceptionHandler((it, context) -> reported.countDown()).build()) {
      Thread home = Thread.ofPlatform().daemon().start(own::runForever);
      own.submit(() -> {
        own.createTask(() -> {
          throw new IllegalStateException("lost");
        });
      });
      while (!reported.await(10, TimeUnit.MILLISECONDS)) {
        System.gc();
        own.post(() -> {});
      }
      own.stop();
      home.join();
    }
  }

  @Test
  void theHandlerGetsTheTaskOrTheHandle() {
    List<ExceptionContext> contexts = new ArrayList<>();
    inLoop(() -> {
      loop.setExceptionHandler((it, context) -> contexts.add(context));
      trace.add(failing("lost"));
      trace.add(
          loop.callSoon(() -> {
            throw new IllegalStateException("callback");
          }));
      EventLoop.yieldNow();
      EventLoop.yieldNow();
    });
    assertThat(contexts).hasSize(2);
    assertThat(contexts.getFirst().handle()).isSameAs(trace.getLast());
    assertThat(contexts.getLast().future()).isSameAs(trace.getFirst());
  }

  @Test
  void theHandlerCanBeCalledAndPutBack() {
    List<ExceptionContext> contexts = new ArrayList<>();
    ExceptionContext own = new ExceptionContext("own", new IllegalStateException("x"));
    inLoop(() -> {
      loop.callExceptionHandler(own);
      loop.setExceptionHandler((it, context) -> contexts.add(context));
      loop.callExceptionHandler(own);
      loop.setExceptionHandler(null);
    });
    assertThat(unhandled).containsExactly("own: x");
    assertThat(contexts).containsExactly(own);
    assertThatThrownBy(() -> elsewhere(() -> loop.setExceptionHandler(null)).join())
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void aTaskThatCloseGivesUpOnIsReported() {
    List<ExceptionContext> contexts = new CopyOnWriteArrayList<>();
    CountDownLatch held = new CountDownLatch(1);
    EventLoop own =
        EventLoop.builder("own").exceptionHandler((it, context) -> contexts.add(context)).build();
    own.run(() -> {
      own.createTask(
          "stubborn",
          () -> {
            while (held.getCount() > 0) {
              try {
                EventLoop.sleep(Duration.ofHours(1));
              } catch (java.util.concurrent.CancellationException e) {
                // does not obey
              }
            }
          });
      EventLoop.yieldNow();
    });
    own.close(Duration.ofMillis(20));
    held.countDown();
    assertThat(contexts)
        .singleElement()
        .satisfies(context -> {
          assertThat(context.message()).isEqualTo("stubborn");
          assertThat(context.error()).hasMessageContaining("has not ended when its loop");
          assertThat(context.future()).isInstanceOf(Task.class);
        });
  }

  @Test
  void anErrorAfterTheSubmitterCancelledIsReported() {
    CompletableFuture<Void> submitted =
        loop.submit(() -> {
          try {
            EventLoop.sleep(seconds(60));
          } catch (CancellationException e) {
            throw new IllegalStateException("in the clean-up", e);
          }
        });
    inLoop(() -> {
      EventLoop.sleep(seconds(1));
      submitted.cancel(false);
      EventLoop.sleep(seconds(1));
    });
    assertThat(unhandled).containsExactly("task-2: in the clean-up");
  }
}
