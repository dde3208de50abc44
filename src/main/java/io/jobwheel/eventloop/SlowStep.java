package io.jobwheel.eventloop;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A time for which a loop stood still.
 *
 * @param cause what the loop stood still for
 * @param task the task whose step it was, or which waited for a thread; {@code callback} for a
 *     callback
 * @param took how long it lasted, exact once it has ended
 * @param ended false while it lasts
 * @param stack what the step was doing when the watchdog came by, the innermost frame first; empty
 *     when it ended before, and for starvation
 */
public record SlowStep(
    Cause cause, String task, Duration took, boolean ended, List<StackTraceElement> stack) {

  /** Why a loop stands still. */
  public enum Cause {
    /** A step that does not end: it computes, or blocks by other means than the loop's. */
    STEP,
    /**
     * The loop was handed to a task, but no carrier thread takes it: computing virtual threads have
     * them all, the JVM collects garbage, or the machine has no time. The task is innocent.
     */
    STARVATION
  }

  /** Copies the stack. */
  public SlowStep {
    stack = List.copyOf(stack);
  }

  /**
   * The innermost frame that belongs neither to the JDK nor to the loop; null when there is none.
   */
  public @Nullable StackTraceElement place() {
    return StackFrames.innermostUserFrame(stack);
  }
}
