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
 * Runs tasks that end before the scope that created them: asyncio's {@code TaskGroup}. Confined to
 * its loop; groups can be nested.
 *
 * <pre>{@code
 * int total = TaskGroup.run(group -> {
 *   Task<Integer> left = group.createTask(() -> count("left"));
 *   Task<Integer> right = group.createTask(() -> count("right"));
 *   return EventLoop.await(left) + EventLoop.await(right);
 * });
 * }</pre>
 *
 * <p>If a task of the group fails, or the body throws, the group <em>aborts</em>: it accepts no
 * more tasks, and cancels its tasks and the body. In any case it waits until all tasks have ended.
 * A task that is cancelled alone is not a failure and does not affect the others.
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
   * Runs the body in the calling task, waits for every task that was created in the group, and
   * returns the result of the body; {@code null} if {@link #cancel} ended the body.
   *
   * <p>If the calling task is cancelled, so are the tasks of the group, and the cancellation is
   * thrown when they have ended. If tasks failed as well, their errors are thrown, and the
   * cancellation is thrown at the next wait of the calling task.
   *
   * @throws TaskGroupException if tasks or the body failed
   * @throws CancellationException if the calling task was cancelled, or the body threw one
   * @throws IllegalStateException if the caller is not a task of a loop
   */
  @SuppressWarnings("NullAway") // T itself cannot express that cancel() leaves no result
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

  /** Same as {@link #run}, for a body without a result. */
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
   * Creates a task, as {@link EventLoop#createTask(Callable)} does. A task of the group may call
   * this method as well, and so may a callback of the loop.
   *
   * @throws IllegalStateException if the group aborts or has ended, or if called from outside the
   *     loop
   * @throws RejectedExecutionException if the loop is closed
   */
  public <T extends @Nullable Object> Task<T> createTask(Callable<? extends T> coroutine) {
    ensureOpen();
    return add(loop.<T>createTask(coroutine));
  }

  /** Same as {@link #createTask(Callable)}, for a coroutine without a result. */
  public Task<@Nullable Void> createTask(Runnable coroutine) {
    ensureOpen();
    return add(loop.createTask(coroutine));
  }

  /** Same as {@link #createTask(Callable)}, with a name for logs and diagnostics. */
  public <T extends @Nullable Object> Task<T> createTask(
      String taskName, Callable<? extends T> coroutine) {
    ensureOpen();
    return add(loop.<T>createTask(taskName, coroutine));
  }

  /** Same as {@link #createTask(Runnable)}, with a name for logs and diagnostics. */
  public Task<@Nullable Void> createTask(String taskName, Runnable coroutine) {
    ensureOpen();
    return add(loop.createTask(taskName, coroutine));
  }

  /**
   * Same as {@link #createTask(Callable)}, but the first step runs within this call, as with {@link
   * EventLoop#createEagerTask(Callable)}.
   */
  public <T extends @Nullable Object> Task<T> createEagerTask(Callable<? extends T> coroutine) {
    ensureOpen();
    return add(loop.<T>createEagerTask(coroutine));
  }

  /** Same as {@link #createEagerTask(Callable)}, for a coroutine without a result. */
  public Task<@Nullable Void> createEagerTask(Runnable coroutine) {
    ensureOpen();
    return add(loop.createEagerTask(coroutine));
  }

  /** Same as {@link #createEagerTask(Callable)}, with a name for logs and diagnostics. */
  public <T extends @Nullable Object> Task<T> createEagerTask(
      String taskName, Callable<? extends T> coroutine) {
    ensureOpen();
    return add(loop.<T>createEagerTask(taskName, coroutine));
  }

  /** Same as {@link #createEagerTask(Runnable)}, with a name for logs and diagnostics. */
  public Task<@Nullable Void> createEagerTask(String taskName, Runnable coroutine) {
    ensureOpen();
    return add(loop.createEagerTask(taskName, coroutine));
  }

  /**
   * Ends the group early and without an error: cancels its tasks and its body, whose cancellation
   * does not leave the group. A body that this cancels has the result {@code null}. Errors of tasks
   * are still thrown. A second call, or one after the group has ended, has no effect. Any task or
   * callback of the loop may call it.
   *
   * @throws IllegalStateException if called from outside the loop
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
      allDone.setSources(running); // one of the last tasks has created another
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

  /** Ends the wait of the body with a cancellation. */
  private void cancelParent() {
    parentCancellation.request(ABORTED);
  }

  /** Waits for the tasks. Returns the exception to throw then; {@code null} if there is none. */
  private @Nullable RuntimeException exit(@Nullable Throwable thrown) {
    exiting = true;
    CancellationException cancellation = thrown instanceof CancellationException e ? e : null;
    if (thrown != null && !aborting) {
      abort();
    }
    while (!running.isEmpty()) { // repeatedly, since the wait may be cancelled several times
      allDone = new ProxyFuture<>(loop, running);
      try {
        parent.await(allDone);
      } catch (CancellationException e) {
        if (cancellation == null || parentCancellation.isRequested()) {
          cancellation = e; // the previous one may have been the group's own
        }
        if (!aborting) {
          abort();
        }
      } catch (Throwable e) { // no stack or memory for the wait: at least request that they end
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
      // same request is made once more, so that the count stays as it is and the next wait throws
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
