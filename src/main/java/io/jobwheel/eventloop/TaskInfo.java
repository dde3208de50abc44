package io.jobwheel.eventloop;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task that has not ended, as of one moment.
 *
 * @param id its number within the loop, from one, in the order of making
 * @param age time since it was made
 * @param waitsFor what it is suspended in, such as {@code Task[loop-1, task-7]}, {@code Lock[...]}
 *     or {@code sleep}; null when it is not suspended
 * @param stack where it stands, the innermost frame first; empty when it has not begun
 */
public record TaskInfo(
    long id,
    String name,
    Duration age,
    TaskState state,
    @Nullable String waitsFor,
    List<StackTraceElement> stack) {

  /** What a task is about. */
  public enum TaskState {
    /** It has not begun. */
    CREATED,
    /** Its step is under way. */
    RUNNING,
    /** It could run, or is about to. */
    READY,
    /** It waits for a future, a task or a time. */
    WAITING
  }

  /** Copies the stack. */
  public TaskInfo {
    stack = List.copyOf(stack);
  }

  /**
   * Where it is suspended in the user's own code: the innermost frame that belongs neither to the
   * JDK nor to the loop; null when there is none.
   */
  public @Nullable StackTraceElement place() {
    return StackFrames.innermostUserFrame(stack);
  }
}
