package io.jobwheel.eventloop;

import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Configures and creates an {@link EventLoop}; see {@link EventLoop#builder}. Not safe for use by
 * several threads at a time.
 */
public final class EventLoopBuilder {

  // more than the initializers of the package's classes need, also if these frames are compiled
  private static final int FRAMES_TO_LOAD = 4_000;

  private final String name;
  private LoopTicker ticker = LoopTicker.system();
  private ExceptionHandler exceptionHandler = ErrorReporter::log;
  private Duration slowStepThreshold = Duration.ofMillis(100);
  private @Nullable UnaryOperator<Runnable> context;

  EventLoopBuilder(String name) {
    this.name = Objects.requireNonNull(name);
  }

  /** Sets the loop's clock. Default: {@link LoopTicker#system}. */
  public EventLoopBuilder ticker(LoopTicker clock) {
    this.ticker = Objects.requireNonNull(clock);
    return this;
  }

  /** Sets the handler of errors that nothing else handles. Default: they are logged. */
  public EventLoopBuilder exceptionHandler(ExceptionHandler handler) {
    this.exceptionHandler = Objects.requireNonNull(handler);
    return this;
  }

  /**
   * Sets the duration from which on a step counts as slow, and the watchdog samples its stack:
   * asyncio's {@code slow_callback_duration}. Default: 100 ms. A loop on another ticker than {@link
   * Ticker#system} measures slow steps in that ticker's time, and no stacks are sampled.
   *
   * @throws IllegalArgumentException if the threshold is not positive
   */
  public EventLoopBuilder slowStepThreshold(Duration threshold) {
    if (!threshold.isPositive()) {
      throw new IllegalArgumentException(
          "the threshold of slow steps must be positive, not " + threshold);
    }
    this.slowStepThreshold = threshold;
    return this;
  }

  /**
   * Sets a function that copies the context of the code that creates tasks and callbacks into them:
   * asyncio's copied context. Default: nothing is copied.
   *
   * <p>The function is called on the caller's thread where a task or callback is created or posted,
   * with the action to run. It captures the values of interest (a log context, a trace, a scoped
   * value) and returns an action that runs the given one with these values, and restores the
   * previous ones afterwards. Changes that a task makes to them stay within the task. Spring's
   * {@code TaskDecorator} and Micrometer's context propagation have this shape.
   */
  public EventLoopBuilder context(UnaryOperator<Runnable> capture) {
    this.context = Objects.requireNonNull(capture);
    return this;
  }

  /** Creates the loop. It does not run yet. */
  public EventLoop build() {
    ensureRoomToLoad();
    return new EventLoop(name, ticker, exceptionHandler, slowStepThreshold, context);
  }

  /**
   * Throws {@link StackOverflowError} unless there is room on the stack to load the package's
   * classes: a class whose initializer overflows can never be used again. This class has no
   * initializer.
   */
  static void ensureRoomToLoad() {
    var _ = descend(FRAMES_TO_LOAD);
  }

  private static int descend(int frames) {
    return frames == 0 ? 0 : descend(frames - 1) + 1;
  }
}
