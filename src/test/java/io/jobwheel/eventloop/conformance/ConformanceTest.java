package io.jobwheel.eventloop.conformance;

import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.Task;
import io.jobwheel.eventloop.VirtualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/**
 * Tests the behaviour of asyncio through the public API of the loop, one behaviour per test. Time
 * is virtual. A time-out runs on a separate thread, since a loop that hangs ignores interrupts.
 */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class ConformanceTest {

  interface Body {
    void run() throws Exception;
  }

  final VirtualTicker ticker = new VirtualTicker();
  final List<Throwable> unhandled = new CopyOnWriteArrayList<>();
  final EventLoop loop =
      EventLoop.create("test", ticker, (it, context) -> unhandled.add(context.error()));
  // what happened, in order; confined to the loop
  final List<Object> trace = new ArrayList<>();

  @AfterEach
  void close() {
    loop.close();
  }

  /** A loop that the calling thread makes, and so may give work before it runs. */
  EventLoop own() {
    return EventLoop.create("own", ticker);
  }

  void inLoop(Body body) {
    loop.run(() -> {
      body.run();
      return null;
    });
  }

  /** A task that returns the value after so long. */
  <T> Task<T> after(long millis, T value) {
    return loop.createTask(() -> {
      EventLoop.sleep(millis(millis));
      return value;
    });
  }

  /** A task that fails with that message after so long. */
  Task<Object> failing(long millis, String message) {
    return loop.createTask(() -> fail(millis, message));
  }

  static Object fail(long millis, String message) {
    EventLoop.sleep(millis(millis));
    throw new IllegalStateException(message);
  }

  /** Lets the others run. */
  static Object turn() {
    EventLoop.yieldNow();
    return "turned";
  }

  /** Sleeps for an hour of virtual time. */
  static Object sleepLong() {
    EventLoop.sleep(Duration.ofHours(1));
    return "slept";
  }

  long elapsed() {
    return ticker.elapsed().toMillis();
  }

  static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }
}
