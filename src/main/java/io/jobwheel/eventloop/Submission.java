package io.jobwheel.eventloop;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A coroutine on its way from another thread: starts as a task, and tells the thread how it ended.
 */
final class Submission<T extends @Nullable Object> implements Runnable {

  private final EventLoop loop;
  private final Callable<? extends T> body;
  private final CompletableFuture<T> promise = new CompletableFuture<>();

  Submission(EventLoop loop, Callable<? extends T> body) {
    this.loop = loop;
    this.body = body;
  }

  CompletableFuture<T> promise() {
    return promise;
  }

  @Override
  public void run() {
    if (promise.isDone()) {
      return; // cancelled on the way
    }
    Task<T> task = loop.createTask(body);
    task.addDoneCallback(this::tell);
    var _ =
        promise.whenComplete((result, error) -> {
          if (promise.isCancelled()) {
            loop.post(() -> task.cancel("the submitter cancelled it"));
          }
        });
  }

  private void tell(Future<T> task) {
    Throwable error = task.isCancelled() ? null : task.exception();
    if (task.isCancelled()) {
      promise.cancel(false);
    } else if (error != null) {
      promise.completeExceptionally(error);
    } else {
      promise.complete(task.result());
    }
  }

  void reject() {
    promise.completeExceptionally(new RejectedExecutionException("%s is closed".formatted(loop)));
  }
}
