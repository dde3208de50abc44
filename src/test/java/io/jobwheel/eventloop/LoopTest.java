package io.jobwheel.eventloop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/**
 * A loop on virtual time. A bound runs on a thread of its own, since a loop that hangs does not
 * heed an interrupt.
 */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class LoopTest {

  interface Body {
    void run() throws Exception;
  }

  final VirtualTicker ticker = new VirtualTicker();
  final List<String> unhandled = new CopyOnWriteArrayList<>();
  final EventLoop loop =
      EventLoop.create(
          "test",
          ticker,
          (it, context) -> unhandled.add(context.message() + ": " + context.error().getMessage()));
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

  /** A task that adds to the trace what it went through. */
  Task<Void> sleeper(String name, long millis) {
    return loop.createTask(
        name,
        () -> {
          trace.add(name + " begins");
          try {
            EventLoop.sleep(millis(millis));
            trace.add(name + " ends");
          } finally {
            trace.add(name + " at " + ticker.elapsed().toMillis());
          }
          return null;
        });
  }

  static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }

  static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  /** Runs the body on a separate thread. The future completes with its outcome. */
  static CompletableFuture<Void> elsewhere(Body body) {
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
