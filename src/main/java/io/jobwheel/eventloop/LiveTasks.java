package io.jobwheel.eventloop;

import org.jspecify.annotations.Nullable;

/** The tasks of a loop that have not ended, linked through themselves. Confined to the loop. */
final class LiveTasks {

  private @Nullable Task<?> newest;
  private int size;

  void add(Task<?> task) {
    task.older = newest;
    if (newest != null) {
      newest.newer = task;
    }
    newest = task;
    size++;
  }

  void remove(Task<?> task) {
    if (task.newer == null) {
      newest = task.older;
    } else {
      task.newer.older = task.older;
    }
    if (task.older != null) {
      task.older.newer = task.newer;
    }
    task.newer = null;
    task.older = null;
    size--;
  }

  /** The one that was made last; {@link Task#older} leads to the others. */
  @Nullable Task<?> newest() {
    return newest;
  }

  int size() {
    return size;
  }
}
