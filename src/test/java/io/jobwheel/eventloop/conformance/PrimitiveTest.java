package io.jobwheel.eventloop.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.Task;
import io.jobwheel.eventloop.VirtualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/**
 * A loop on virtual time for the primitives, through the public API. A bound runs on a thread of
 * its own, since a loop that hangs does not heed an interrupt.
 */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class PrimitiveTest {

  interface Body {
    void run() throws Exception;
  }

  final EventLoop loop = EventLoop.create("test", new VirtualTicker());
  // what happened, in order; confined to the loop
  final List<Object> trace = new ArrayList<>();

  @AfterEach
  void close() {
    loop.close();
  }

  void inLoop(Body body) {
    loop.run(() -> {
      body.run();
      return null;
    });
  }

  Task<Void> task(Body body) {
    return loop.createTask(() -> {
      body.run();
      return null;
    });
  }

  /** A task that has begun, and has gone as far as it can without others. */
  Task<Void> started(Body body) {
    Task<Void> task = task(body);
    turn();
    return task;
  }

  /** Lets everything that is ready run. */
  static void turn() {
    EventLoop.yieldNow();
  }

  /** Everything happens that can happen without the caller. */
  static void settle() {
    EventLoop.sleep(Duration.ofMillis(1));
  }

  static void assertCancelled(Task<?> task, String reason) {
    assertThatThrownBy(() -> EventLoop.await(task))
        .isInstanceOf(CancellationException.class)
        .hasMessage(reason);
    assertThat(task.isCancelled()).isTrue();
  }

  /** Refused to a foreign thread and to a task of another loop. Called by a task of the loop. */
  static void assertConfined(Body use) {
    assertThatThrownBy(() -> elsewhere(use).get(10, TimeUnit.SECONDS))
        .cause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not on EventLoop[test]");
    Body inAnotherLoop =
        () -> {
          try (EventLoop other = EventLoop.create("other", new VirtualTicker())) {
            other.run(() -> {
              use.run();
              return null;
            });
          }
        };
    assertThatThrownBy(() -> elsewhere(inAnotherLoop).get(10, TimeUnit.SECONDS))
        .cause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not on EventLoop[test]");
  }

  /** Refused to a callback of the loop, which cannot wait. Called by a task of the loop. */
  void assertNeedsTask(Body use) {
    List<Throwable> thrown = new ArrayList<>();
    loop.callSoon(() -> {
      try {
        use.run();
      } catch (Throwable e) {
        thrown.add(e);
      }
    });
    turn();
    assertThat(thrown).singleElement().isInstanceOf(IllegalStateException.class);
  }

  private static CompletableFuture<Void> elsewhere(Body body) {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            body.run();
            ended.complete(null);
          } catch (Throwable e) {
            ended.completeExceptionally(e);
          }
        });
    return ended;
  }
}
