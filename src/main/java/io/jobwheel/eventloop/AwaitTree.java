package io.jobwheel.eventloop;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which task waits for which, as of one moment: what {@code asyncio pstree} shows. Waits through
 * futures of several tasks (gather, wait, task groups, shields) count for each.
 *
 * @param tasks those that have not ended, by id, the oldest first
 * @param awaits of each task that waits for others their ids
 * @param cycles rings of tasks that wait for each other, and so for ever; each begins with its
 *     oldest task, and is followed to that again
 */
public record AwaitTree(
    Map<Long, TaskInfo> tasks, Map<Long, List<Long>> awaits, List<List<Long>> cycles) {

  static AwaitTree of(Map<Long, TaskInfo> tasks, Map<Long, List<Long>> awaits) {
    return new AwaitTree(tasks, awaits, AwaitCycles.in(awaits));
  }

  /** Those that no other task waits for, the oldest first: the roots of the tree. */
  public List<Long> roots() {
    Set<Long> roots = new LinkedHashSet<>(tasks.keySet());
    awaits.values().forEach(roots::removeAll);
    return List.copyOf(roots);
  }

  /** A drawing for people, a task a line, indented by who waits for it; cycles come last. */
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
        awaits
            .getOrDefault(line.id(), List.of())
            .reversed()
            .forEach(id -> next.push(new TreeLine(id, depth)));
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
