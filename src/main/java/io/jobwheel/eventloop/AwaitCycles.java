package io.jobwheel.eventloop;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Finds the cycles of a wait graph: repeatedly removes the nodes that lead into no cycle. */
final class AwaitCycles {

  private final Map<Long, List<Long>> edges = new LinkedHashMap<>();

  static List<List<Long>> in(Map<Long, List<Long>> awaits) {
    AwaitCycles search = new AwaitCycles();
    awaits.forEach((id, targets) -> search.edges.put(id, new ArrayList<>(targets)));
    List<List<Long>> found = new ArrayList<>();
    for (search.prune(); !search.edges.isEmpty(); search.prune()) {
      found.add(search.removeCycle());
    }
    return found;
  }

  /** Removes the tasks that wait only for tasks outside of every cycle, until nothing changes. */
  private void prune() {
    Map<Long, List<Long>> awaitedBy = new LinkedHashMap<>();
    edges.forEach((id, targets) ->
        targets.forEach(
            target -> awaitedBy.computeIfAbsent(target, it -> new ArrayList<>()).add(id)));
    ArrayDeque<Long> free = new ArrayDeque<>();
    awaitedBy.keySet().stream().filter(id -> !edges.containsKey(id)).forEach(free::add);
    edges.entrySet().stream()
        .filter(entry -> entry.getValue().isEmpty())
        .forEach(entry -> free.add(entry.getKey()));
    for (Long id; (id = free.poll()) != null; ) {
      edges.remove(id);
      for (Long waiter : awaitedBy.getOrDefault(id, List.of())) {
        List<Long> targets = edges.get(waiter);
        if (targets != null && targets.remove(id) && targets.isEmpty()) {
          free.add(waiter);
        }
      }
    }
  }

  /**
   * Follows the first edge of each task, from the oldest one, until a task repeats; removes the
   * cycle and returns it.
   */
  private List<Long> removeCycle() {
    LinkedHashSet<Long> path = new LinkedHashSet<>();
    Long at = edges.keySet().iterator().next();
    while (path.add(at)) {
      at = edges.getOrDefault(at, List.of()).getFirst();
    }
    List<Long> ring = new ArrayList<>(path);
    ring = new ArrayList<>(ring.subList(ring.indexOf(at), ring.size()));
    ring.forEach(edges::remove);
    edges.values().forEach(targets -> targets.removeIf(target -> !edges.containsKey(target)));
    Collections.rotate(ring, -ring.indexOf(Collections.min(ring)));
    return List.copyOf(ring);
  }
}
