package io.jobwheel.eventloop;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Shows which task waits for which at one moment, as {@code asyncio pstree} does. A wait through a
 * future of several tasks (gather, wait, task groups, shields) counts for each of these tasks.
 *
 * @param tasks the tasks that have not ended, by id, oldest first
 * @param awaits for each waiting task, the ids of the tasks that it waits for
 * @param cycles cycles of tasks that wait for each other, and therefore never continue; each begins
 *     with its oldest task, and its last task waits for its first
 */
public record AwaitTree(
    Map<Long, TaskInfo> tasks, Map<Long, List<Long>> awaits, List<List<Long>> cycles) {

  static AwaitTree of(Map<Long, TaskInfo> tasks, Map<Long, List<Long>> awaits) {
    return new AwaitTree(tasks, awaits, AwaitCycles.in(awaits));
  }

  /** Returns the ids of the tasks that the task waits for; empty if it waits for none. */
  public List<Long> awaitsOf(long id) {
    return awaits.getOrDefault(id, List.of());
  }

  /** Returns the tasks that no other task waits for, oldest first: the roots of the tree. */
  public List<Long> roots() {
    Set<Long> roots = new LinkedHashSet<>(tasks.keySet());
    awaits.values().forEach(awaited -> awaited.forEach(roots::remove));
    return List.copyOf(roots);
  }

  /**
   * Returns a text drawing: one task per line, indented below the task that waits for it, followed
   * by the cycles.
   */
  @Override
  public String toString() {
    record TreeLine(long id, int depth) {}
    StringBuilder drawing = new StringBuilder();
    Set<Long> drawn = new HashSet<>();
    ArrayDeque<TreeLine> next = new ArrayDeque<>();
    roots().reversed().forEach(id -> next.push(new TreeLine(id, 0)));
    for (TreeLine line; (line = next.poll()) != null; ) {
      boolean again = !drawn.add(line.id());
      TaskInfo task = tasks.get(line.id());
      drawing
          .append("  ".repeat(Math.min(line.depth(), 50)))
          .append(task == null ? "task " + line.id() : describe(task))
          .append(again ? " (see above)\n" : "\n");
      if (!again) {
        int depth = line.depth() + 1;
        awaitsOf(line.id()).reversed().forEach(id -> next.push(new TreeLine(id, depth)));
      }
    }
    for (List<Long> cycle : cycles) {
      drawing.append("cycle: ");
      cycle.forEach(id -> drawing.append(nameOf(id)).append(" -> "));
      drawing.append(nameOf(cycle.getFirst())).append('\n');
    }
    return drawing.toString();
  }

  private String nameOf(long id) {
    TaskInfo task = tasks.get(id);
    return task == null ? "task " + id : task.name();
  }

  private static String describe(TaskInfo task) {
    StackTraceElement place = task.place();
    return "%s [%s, %ds]%s"
        .formatted(
            task.name(), task.state(), task.age().toSeconds(), place == null ? "" : " at " + place);
  }
}
