package io.jobwheel.eventloop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Lists the tasks of a loop that have not ended, linked through the tasks themselves. One writer,
 * the holder of the baton; any thread may iterate from the newest to the oldest at the same time. A
 * removed task keeps its link to the older ones, and a link only skips tasks that have ended. So a
 * reader misses no task that lived all the time, and terminates.
 */
final class LiveTasks {

  private static final VarHandle NEWEST;
  private static final VarHandle OLDER;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      NEWEST = lookup.findVarHandle(LiveTasks.class, "newest", Task.class);
      OLDER = lookup.findVarHandle(Task.class, "older", Task.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // written by the loop, read by any thread
  private @Nullable Task<?> newest;
  // confined to the loop
  private int size;

  void add(Task<?> task) {
    task.older = newest;
    if (newest != null) {
      newest.newer = task;
    }
    NEWEST.setRelease(this, task);
    size++;
  }

  void remove(Task<?> task) {
    if (task.newer == null) {
      NEWEST.setRelease(this, task.older);
    } else {
      OLDER.setRelease(task.newer, task.older);
    }
    if (task.older != null) {
      task.older.newer = task.newer;
    }
    task.newer = null;
    size--;
  }

  /** Returns the newest task. Any thread may call it. */
  @Nullable Task<?> newest() {
    return (Task<?>) NEWEST.getAcquire(this);
  }

  /** Returns the next older task that has not ended. Any thread may call it. */
  static @Nullable Task<?> olderThan(Task<?> task) {
    return (Task<?>) OLDER.getAcquire(task);
  }

  int size() {
    return size;
  }
}
