package io.jobwheel.api.loop;

import io.jobwheel.eventloop.TaskInfo;
import io.jobwheel.job.Truncation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Collects the texts of one answer and limits their size: names are truncated, each stack is
 * written once, and the numbers of stacks and of awaited tasks are limited. Confined to one thread.
 */
final class LoopTexts {

  /** Maximum number of frames of a stack. */
  static final int MAX_FRAMES = 30;

  /** Maximum number of different stacks in an answer. */
  static final int MAX_STACKS = 500;

  /** Maximum number of ids of awaited tasks in an answer. */
  static final int MAX_AWAITS = 50_000;

  /** Maximum length of a name, a place or a frame in characters. */
  static final int MAX_TEXT = 300;

  private static final String LANES = "io.jobwheel.execution.";

  private final List<List<String>> stacks = new ArrayList<>();
  private final Map<List<StackTraceElement>, Integer> indexes = new HashMap<>();
  private int awaitsLeft = MAX_AWAITS;

  /** Returns the stacks that were named so far, in the order of their indexes. */
  List<List<String>> stacks() {
    return stacks;
  }

  /** Returns a name of user code, truncated. */
  String name(String name) {
    return Truncation.of(name, MAX_TEXT);
  }

  /**
   * Returns where a task is in the code of its handler: the innermost frame of user code that does
   * not belong to the lanes, such as the sleep of a job's context; otherwise the innermost one.
   */
  @Nullable String place(TaskInfo task) {
    return place(
        task.userFrames().stream()
            .filter(frame -> !frame.getClassName().startsWith(LANES))
            .findFirst()
            .orElse(task.place()));
  }

  @Nullable String place(@Nullable StackTraceElement frame) {
    return frame == null ? null : name(frame.toString());
  }

  /** Returns the index of a stack; {@code null} if it is empty or one too many. */
  @Nullable Integer stack(List<StackTraceElement> stack) {
    if (stack.isEmpty()) {
      return null;
    }
    List<StackTraceElement> frames = stack.subList(0, Math.min(stack.size(), MAX_FRAMES));
    Integer known = indexes.get(frames);
    if (known != null || stacks.size() == MAX_STACKS) {
      return known;
    }
    stacks.add(frames.stream().map(frame -> name(frame.toString())).toList());
    indexes.put(frames, stacks.size() - 1);
    return stacks.size() - 1;
  }

  /** Returns the ids that there is room for. */
  List<Long> awaits(List<Long> ids) {
    List<Long> listed = ids.subList(0, Math.min(ids.size(), awaitsLeft));
    awaitsLeft -= listed.size();
    return listed;
  }

  /** Returns the job that a label of a task names; {@code null} if it names none. */
  static @Nullable UUID jobOf(@Nullable Object label) {
    return label instanceof UUID id ? id : null;
  }
}
