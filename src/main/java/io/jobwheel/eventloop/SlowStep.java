package io.jobwheel.eventloop;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Describes a period in which a loop made no progress.
 *
 * @param cause what blocked the loop
 * @param task the task whose step it was, or that waited for a thread; {@code callback} for a
 *     callback
 * @param label the label of that task; null if it has none; see {@link Task#setLabel}
 * @param age time since it began, on the loop's clock, as of the moment at which it was read
 * @param took duration; exact once the step has ended
 * @param ended false while the step is in progress
 * @param stack the stack that the watchdog sampled during the step, innermost frame first; empty if
 *     the step ended before, and for starvation
 */
public record SlowStep(
    Cause cause,
    String task,
    @Nullable Object label,
    Duration age,
    Duration took,
    boolean ended,
    List<StackTraceElement> stack) {

  /** Specifies why a loop makes no progress. */
  public enum Cause {
    /** A step that does not end: it computes, or blocks by other means than the loop's. */
    STEP,
    /**
     * The baton was handed to a task, but no carrier thread runs it: computing virtual threads
     * occupy all carriers, the JVM collects garbage, or the machine is overloaded. The task is not
     * the cause.
     */
    STARVATION
  }

  /** Copies the stack. */
  public SlowStep {
    stack = List.copyOf(stack);
  }

  /**
   * Returns the innermost frame that belongs neither to the JDK nor to the loop; {@code null} if
   * there is none.
   */
  public @Nullable StackTraceElement place() {
    return StackFrames.innermostUserFrame(stack);
  }
}
