package io.jobwheel.eventloop;

import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Transfers a coroutine from another thread: starts it as a task, and completes the submitter's
 * future with its outcome.
 */
final class SubmittedTask<T extends @Nullable Object> implements Runnable {

  private final EventLoop loop;
  private final Callable<? extends T> coroutine;
  private final CompletableFuture<T> future = new CompletableFuture<>();
  // confined to the loop
  private @Nullable Task<T> task;

  /** Creates a submission that is in the set of open ones until its future is done. */
  SubmittedTask(EventLoop loop, Callable<? extends T> body, Set<SubmittedTask<?>> open) {
    this.loop = loop;
    this.coroutine = body;
    open.add(this);
    var _ =
        future.whenComplete((result, error) -> {
          open.remove(this);
          if (future.isCancelled()) {
            loop.post(this::cancelTask);
          }
        });
  }

  CompletableFuture<T> future() {
    return future;
  }

  @Override
  public void run() {
    if (loop.isClosing()) {
      reject();
    } else if (!future.isDone()) { // otherwise it was cancelled before it began
      task = loop.createTask(coroutine);
      task.addDoneCallback(this::completeFuture);
    }
  }

  private void cancelTask() {
    if (task != null) {
      task.cancel("the submitter cancelled it");
    }
  }

  private void completeFuture(Future<T> ended) {
    if (ended.isCancelled()) {
      future.completeExceptionally(ended.cancellation());
      return;
    }
    Throwable error = ended.exception();
    if (error == null) {
      future.complete(ended.result());
    } else if (!future.completeExceptionally(error)) { // the submitter has cancelled the future
      String name = task == null ? ended.toString() : task.name();
      loop.report(new ExceptionContext(name, error, ended, null));
    }
  }

  void reject() {
    future.completeExceptionally(new RejectedExecutionException("%s is closed".formatted(loop)));
  }
}
