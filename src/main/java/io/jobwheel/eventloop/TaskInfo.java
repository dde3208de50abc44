package io.jobwheel.eventloop;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Describes a task that has not ended, as of one moment.
 *
 * @param id number of the task within its loop, from 1, in the order of creation
 * @param name name of the task
 * @param label what the task was labelled with; null if it has no label; see {@link Task#setLabel}
 * @param age time since the task was created
 * @param state what the task does
 * @param waitsFor what the task is suspended in, such as {@code Task[loop-1, task-7]}, {@code
 *     Lock[...]} or {@code sleep}; null if it is not suspended
 * @param stack stack of the task, innermost frame first; empty if the task has not begun
 */
public record TaskInfo(
    long id,
    String name,
    @Nullable Object label,
    Duration age,
    TaskState state,
    @Nullable String waitsFor,
    List<StackTraceElement> stack) {

  /** Specifies what a task does. */
  public enum TaskState {
    /** The task has not begun. */
    CREATED,
    /** A step of the task is in progress. */
    RUNNING,
    /** The task is ready to run, or is about to be. */
    READY,
    /** The task waits for a future, a task or a time. */
    WAITING
  }

  /** Copies the stack. */
  public TaskInfo {
    stack = List.copyOf(stack);
  }

  /**
   * Returns where the task is suspended in user code: the innermost frame that belongs neither to
   * the JDK nor to the loop; {@code null} if there is none.
   */
  public @Nullable StackTraceElement place() {
    return StackFrames.innermostUserFrame(stack);
  }

  /**
   * Returns the frames of user code, which belong neither to the JDK nor to the loop, innermost
   * first.
   */
  public List<StackTraceElement> userFrames() {
    return StackFrames.userFrames(stack);
  }
}
