package io.jobwheel.eventloop;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Runs a loop in virtual time, for tests. The time moves only when nothing is ready, and then at
 * once to the next timer: hours of sleep pass in no time, and every deadline is met to the
 * nanosecond. Work in other threads takes no time of this clock: while the loop waits for such work
 * and a timer is set, the timer fires first.
 *
 * <pre>{@code
 * try (VirtualTimeLoop virtual = new VirtualTimeLoop()) {
 *   virtual.run(() -> { EventLoop.sleep(Duration.ofHours(1)); return null; });
 *   assertThat(virtual.elapsed()).isEqualTo(Duration.ofHours(1));
 * }
 * }</pre>
 */
public final class VirtualTimeLoop implements AutoCloseable {

  private final VirtualTicker ticker = new VirtualTicker();
  private final List<Throwable> unhandled = new CopyOnWriteArrayList<>();
  private final EventLoop loop =
      EventLoop.builder("virtual-time")
          .ticker(ticker)
          .exceptionHandler((it, context) -> add(context))
          .build();

  private void add(ExceptionContext context) {
    unhandled.add(
        context.error() == null ? new IllegalStateException(context.message()) : context.error());
  }

  /** Returns the loop. */
  public EventLoop loop() {
    return loop;
  }

  /** Runs a coroutine as {@link EventLoop#run(Callable)} does. */
  public <T extends @Nullable Object> T run(Callable<T> main) {
    return loop.run(main);
  }

  /**
   * Returns the time that has passed on the loop's clock since its creation. Any thread may call
   * it.
   */
  public Duration elapsed() {
    return ticker.elapsed();
  }

  /**
   * Returns the errors that nothing handled, in the order of their reports. Any thread may call it.
   */
  public List<Throwable> unhandled() {
    return List.copyOf(unhandled);
  }

  /** Closes the loop as {@link EventLoop#close()} does. */
  @Override
  public void close() {
    loop.close();
  }
}
