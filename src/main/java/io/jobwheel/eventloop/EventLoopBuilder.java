package io.jobwheel.eventloop;

import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a loop can be told when it is made; see {@link EventLoop#builder}. Not for use by several
 * threads at a time.
 */
public final class EventLoopBuilder {

  // more than the initializers of the package's classes need, which include StackHeadroom's descent
  private static final int FRAMES_TO_LOAD = 4_000;

  private final String name;
  private Ticker ticker = Ticker.system();
  private ExceptionHandler exceptionHandler = EventLoop::log;
  private Duration slowStepThreshold = Duration.ofMillis(100);
  private @Nullable UnaryOperator<Runnable> context;

  EventLoopBuilder(String name) {
    this.name = Objects.requireNonNull(name);
  }

  /** The clock; by default the machine's. */
  public EventLoopBuilder ticker(Ticker clock) {
    this.ticker = Objects.requireNonNull(clock);
    return this;
  }

  /** Handles errors that nothing else does; by default they are logged. */
  public EventLoopBuilder exceptionHandler(ExceptionHandler handler) {
    this.exceptionHandler = Objects.requireNonNull(handler);
    return this;
  }

  /**
   * How long a step may last before it counts as slow, and the watchdog takes its stack; by default
   * 100 ms. A loop on a ticker of another kind counts slow steps in that ticker's time, and nobody
   * takes their stacks.
   *
   * @throws IllegalArgumentException when it is not positive
   */
  public EventLoopBuilder slowStepThreshold(Duration threshold) {
    if (!threshold.isPositive()) {
      throw new IllegalArgumentException("a slow step takes some time, not " + threshold);
    }
    this.slowStepThreshold = threshold;
    return this;
  }

  /**
   * What tasks and callbacks take over from the code that makes them: asyncio's copied context.
   *
   * <p>The function is called where a task or callback is made or posted, on the caller's thread,
   * with what is to run. It captures the values that it is about (a log context, a trace, a scoped
   * value) and returns what runs with them, and puts back what was there when that ends. What a
   * task changes of them is its own. Spring's {@code TaskDecorator} and Micrometer's context
   * propagation have this shape. By default nothing is taken over.
   */
  public EventLoopBuilder context(UnaryOperator<Runnable> capture) {
    this.context = Objects.requireNonNull(capture);
    return this;
  }

  /** The loop; it does not run yet. */
  public EventLoop build() {
    ensureRoomToLoad();
    return new EventLoop(name, ticker, exceptionHandler, slowStepThreshold, context);
  }

  /**
   * Throws an overflow unless there is room on the stack to load the package's classes: one whose
   * initializer overflows can never be used again. This class has no initializer.
   */
  static void ensureRoomToLoad() {
    var _ = descend(FRAMES_TO_LOAD);
  }

  private static int descend(int frames) {
    return frames == 0 ? 0 : descend(frames - 1) + 1;
  }
}
