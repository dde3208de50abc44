package io.jobwheel.eventloop;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the live tasks of a loop from any thread, while the loop continues. Each task is read at a
 * moment of its own; one that ends meanwhile may be included or not.
 */
final class TaskSnapshots {

  private final Baton baton;
  private final long now;
  private final int maxFrames;

  TaskSnapshots(Baton baton, long now, int maxFrames) {
    this.baton = baton;
    this.now = now;
    this.maxFrames = maxFrames;
  }

  /** Returns the tasks, oldest first. */
  List<TaskInfo> list() {
    return live().stream().map(this::describe).toList();
  }

  /** Returns the tree of the oldest tasks, at most the given number. */
  AwaitTree tree(int most) {
    Map<Long, TaskInfo> tasks = new LinkedHashMap<>();
    Map<Long, List<Long>> awaits = new LinkedHashMap<>();
    List<Task<?>> live = live();
    for (Task<?> task : live.subList(0, Math.min(most, live.size()))) {
      tasks.put(task.id(), describe(task));
      List<Long> targets = awaitedTasks(task);
      if (!targets.isEmpty()) {
        awaits.put(task.id(), targets);
      }
    }
    return AwaitTree.of(tasks, awaits);
  }

  private List<Task<?>> live() {
    List<Task<?>> live = new ArrayList<>();
    for (Task<?> task = baton.tasks().newest(); task != null; task = LiveTasks.olderThan(task)) {
      if (!task.isDone()) {
        live.add(task);
      }
    }
    return live.reversed();
  }

  private TaskInfo describe(Task<?> task) {
    BatonHolder holder = task.startedHolder();
    Future<?> future = task.waitingFor();
    boolean sleeps = task.timerIndex != ReadyItem.NOT_SET;
    TaskInfo.TaskState state;
    if (holder == null) {
      state = TaskInfo.TaskState.CREATED;
    } else if (baton.current() == task) {
      state = TaskInfo.TaskState.RUNNING;
    } else if (sleeps || (future != null && !future.isDone())) {
      state = TaskInfo.TaskState.WAITING;
    } else {
      state = TaskInfo.TaskState.READY;
    }
    return new TaskInfo(
        task.id(),
        task.name(),
        task.label(),
        Duration.ofNanos(now - task.createdAt()),
        state,
        future == null ? (sleeps ? "sleep" : null) : future.toString(),
        holder == null ? List.of() : stack(holder));
  }

  private List<StackTraceElement> stack(BatonHolder holder) {
    List<StackTraceElement> whole = Arrays.asList(holder.thread().getStackTrace());
    return whole.subList(0, Math.min(whole.size(), maxFrames));
  }

  /**
   * Returns the ids of the tasks that the task waits for, also through futures that depend on
   * several tasks.
   */
  private static List<Long> awaitedTasks(Task<?> waiter) {
    Set<Long> targets = new LinkedHashSet<>();
    Set<Future<?>> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    ArrayDeque<Future<?>> next = new ArrayDeque<>();
    add(next, waiter.waitingFor());
    for (Future<?> future; (future = next.poll()) != null; ) {
      if (future.isDone() || !seen.add(future)) {
        continue;
      }
      if (future instanceof Task<?> task) {
        targets.add(task.id());
      } else {
        next.addAll(future.sources());
      }
    }
    return List.copyOf(targets);
  }

  private static void add(ArrayDeque<Future<?>> next, @Nullable Future<?> future) {
    if (future != null) {
      next.add(future);
    }
  }
}
