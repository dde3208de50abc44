package io.jobwheel.eventloop;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that end before the scope that made them: asyncio's {@code TaskGroup}. Confined to its
 * loop; groups nest.
 *
 * <pre>{@code
 * int total = TaskGroup.run(group -> {
 *   Task<Integer> left = group.createTask(() -> count("left"));
 *   Task<Integer> right = group.createTask(() -> count("right"));
 *   return EventLoop.await(left) + EventLoop.await(right);
 * });
 * }</pre>
 *
 * <p>When a task of the group fails, or the body throws, the group <em>aborts</em>: it takes no
 * more tasks, and cancels those that it has and the body. In any case it waits until all have
 * ended. A task that is cancelled by itself is no failure and concerns nobody else.
 */
public final class TaskGroup {

  private static final String ABORTED = "the task group aborts";

  private final Task<?> parent;
  private final EventLoop loop;
  private final Set<Task<?>> running = new LinkedHashSet<>();
  private final List<Throwable> errors = new ArrayList<>();
  private final ScopeCancellation parentCancellation;
  private boolean exiting;
  private boolean ended;
  private boolean aborting;
  private @Nullable ProxyFuture<@Nullable Void> allDone;

  private TaskGroup(Task<?> parent) {
    this.parent = parent;
    this.loop = parent.loop();
    this.parentCancellation = new ScopeCancellation(parent);
  }

  /**
   * Runs the body in the calling task, waits for every task that was made in the group, and returns
   * what the body returned; {@code null} if {@link #cancel} ended the body.
   *
   * <p>When the calling task is cancelled, the tasks of the group are, and the cancellation is
   * thrown when they have ended. If tasks failed besides, their errors are thrown, and the
   * cancellation comes back at the next wait of the calling task.
   *
   * @throws TaskGroupException when tasks or the body failed
   * @throws CancellationException when the calling task was cancelled, or the body threw one
   * @throws IllegalStateException when the caller is not a task of a loop
   */
  @SuppressWarnings("NullAway") // T itself cannot say that cancel() leaves no result
  public static <T extends @Nullable Object> T run(
      ScopeBody<? super TaskGroup, ? extends T, ?> body) {
    Objects.requireNonNull(body);
    TaskGroup group = new TaskGroup(EventLoop.enterTask());
    T result;
    try {
      result = body.run(group);
    } catch (Throwable e) {
      group.exitThrowing(e);
      return null; // the group was cancelled
    }
    group.exitThrowing(null);
    return result;
  }

  /** As {@link #run}, for a body without a result. */
  public static void execute(Consumer<? super TaskGroup> body) {
    Objects.requireNonNull(body);
    ScopeBody<TaskGroup, @Nullable Void, RuntimeException> scoped =
        group -> {
          body.accept(group);
          return null;
        };
    var _ = run(scoped);
  }

  private void exitThrowing(@Nullable Throwable thrown) {
    RuntimeException end = exit(thrown);
    if (end != null) {
      throw end;
    }
  }

  /**
   * Makes a task of the coroutine, as {@link EventLoop#createTask(Callable)} does. A task of the
   * group may call it, too, and a callback of the loop.
   *
   * @throws IllegalStateException when the group aborts or has ended, or when called from outside
   *     the loop
   * @throws RejectedExecutionException when the loop is closed
   */
  public <T extends @Nullable Object> Task<T> createTask(Callable<? extends T> coroutine) {
    ensureOpen();
    return add(loop.<T>createTask(coroutine));
  }

  /** As {@link #createTask(Callable)}, for a coroutine without a result. */
  public Task<@Nullable Void> createTask(Runnable coroutine) {
    ensureOpen();
    return add(loop.createTask(coroutine));
  }

  /** As {@link #createTask(Callable)}; the name is for people. */
  public <T extends @Nullable Object> Task<T> createTask(
      String taskName, Callable<? extends T> coroutine) {
    ensureOpen();
    return add(loop.<T>createTask(taskName, coroutine));
  }

  /** As {@link #createTask(Runnable)}; the name is for people. */
  public Task<@Nullable Void> createTask(String taskName, Runnable coroutine) {
    ensureOpen();
    return add(loop.createTask(taskName, coroutine));
  }

  /**
   * As {@link #createTask(Callable)}, but the first step runs now, as {@link
   * EventLoop#createEagerTask(Callable)} says.
   */
  public <T extends @Nullable Object> Task<T> createEagerTask(Callable<? extends T> coroutine) {
    ensureOpen();
    return add(loop.<T>createEagerTask(coroutine));
  }

  /** As {@link #createEagerTask(Callable)}, for a coroutine without a result. */
  public Task<@Nullable Void> createEagerTask(Runnable coroutine) {
    ensureOpen();
    return add(loop.createEagerTask(coroutine));
  }

  /** As {@link #createEagerTask(Callable)}; the name is for people. */
  public <T extends @Nullable Object> Task<T> createEagerTask(
      String taskName, Callable<? extends T> coroutine) {
    ensureOpen();
    return add(loop.<T>createEagerTask(taskName, coroutine));
  }

  /** As {@link #createEagerTask(Runnable)}; the name is for people. */
  public Task<@Nullable Void> createEagerTask(String taskName, Runnable coroutine) {
    ensureOpen();
    return add(loop.createEagerTask(taskName, coroutine));
  }

  /**
   * Ends the group early and without an error: cancels its tasks and its body, which end with a
   * cancellation that does not leave the group. A body that was cancelled by this has the result
   * {@code null}. Errors of tasks are thrown all the same. A second call, or one after the group
   * has ended, does nothing. Any task or callback of the loop may call it.
   *
   * @throws IllegalStateException when called from outside the loop
   */
  public void cancel() {
    var _ = loop.enterCompound("cancel a task group");
    if (!aborting && !ended) {
      abort();
      cancelParent();
    }
  }

  private void ensureOpen() {
    var _ = loop.enterCompound("create a task");
    if (exiting && running.isEmpty()) {
      throw new IllegalStateException("%s has ended".formatted(this));
    }
    if (aborting) {
      throw new IllegalStateException("%s is shutting down".formatted(this));
    }
  }

  private <T extends @Nullable Object> Task<T> add(Task<T> task) {
    running.add(task);
    if (allDone != null) {
      allDone.setSources(running); // one of the last tasks has made another
    }
    task.addDoneCallback(ended -> taskDone(task));
    return task;
  }

  private void taskDone(Task<?> task) {
    running.remove(task);
    if (running.isEmpty() && allDone != null) {
      FutureAdapters.succeed(allDone, null);
    }
    Throwable error = task.isCancelled() ? null : task.exception();
    if (error == null) {
      return;
    }
    errors.add(error);
    if (!aborting) {
      abort();
      cancelParent();
    }
  }

  private void abort() {
    aborting = true;
    running.forEach(task -> task.doCancel(ABORTED));
  }

  /** Has the body thrown out of its wait. */
  private void cancelParent() {
    parentCancellation.request(ABORTED);
  }

  /** Waits for the tasks, and tells what is to be thrown then; null when all went well. */
  private @Nullable RuntimeException exit(@Nullable Throwable thrown) {
    exiting = true;
    CancellationException cancellation = thrown instanceof CancellationException e ? e : null;
    if (thrown != null && !aborting) {
      abort();
    }
    while (!running.isEmpty()) { // again and again, since the wait may be cancelled several times
      allDone = new ProxyFuture<>(loop, running);
      try {
        parent.await(allDone);
      } catch (CancellationException e) {
        if (cancellation == null || parentCancellation.isRequested()) {
          cancellation = e; // the one before may have been the group's own
        }
        if (!aborting) {
          abort();
        }
      } catch (Throwable e) { // no room or memory for the wait: at least, let them end
        abort();
        throw e;
      }
    }
    ended = true;
    if (parentCancellation.withdraw()) {
      cancellation = null; // it was the group's own
    }
    if (thrown != null && !(thrown instanceof CancellationException)) {
      errors.add(thrown);
    }
    if (cancellation != null && errors.isEmpty()) {
      return cancellation;
    }
    return errors.isEmpty() ? null : failure();
  }

  private TaskGroupException failure() {
    if (parent.cancelling() > 0) {
      // the errors are thrown in place of a cancellation from outside, which must not be lost: the
      // same request once more, so that the count stays as it is and the next wait throws
      parent.uncancel();
      parent.cancel("cancelled while a task group failed");
    }
    return new TaskGroupException(errors);
  }

  @Override
  public String toString() {
    return "TaskGroup[%s, tasks=%d, errors=%d%s]"
        .formatted(parent, running.size(), errors.size(), aborting ? ", aborting" : "");
  }
}
