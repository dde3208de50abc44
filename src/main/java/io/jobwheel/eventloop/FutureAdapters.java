package io.jobwheel.eventloop;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Creates futures of a loop that are completed elsewhere. */
final class FutureAdapters {

  private FutureAdapters() {}

  /**
   * Returns a future that completes as the stage does. Cancelling it cancels the stage, if the
   * stage is a {@link java.util.concurrent.Future}.
   */
  static <T extends @Nullable Object> Future<T> of(EventLoop loop, CompletionStage<T> stage) {
    Future<T> future = loop.createFuture();
    var _ = stage.whenComplete((result, error) -> loop.post(() -> settle(future, result, error)));
    if (stage instanceof java.util.concurrent.Future<?> pending) {
      future.addDoneCallback(ended -> {
        if (ended.isCancelled()) {
          pending.cancel(true); // an HTTP client ends a request only if it is interrupted
        }
      });
    }
    return future;
  }

  private static <T extends @Nullable Object> void settle(
      Future<T> future, T result, @Nullable Throwable error) {
    if (error == null) {
      succeed(future, result);
    } else {
      fail(
          future,
          error instanceof CompletionException && error.getCause() != null
              ? error.getCause()
              : error);
    }
  }

  /** Returns a future of the result of work that the executor runs. */
  static <T extends @Nullable Object> Future<T> run(
      EventLoop loop, Executor executor, Callable<? extends T> work) {
    Future<T> future = loop.createFuture();
    executor.execute(loop.inContext(() -> call(future, work)));
    return future;
  }

  private static <T extends @Nullable Object> void call(
      Future<T> future, Callable<? extends T> work) {
    if (future.isDone()) {
      return;
    }
    Runnable end;
    try {
      T result = work.call();
      end = () -> succeed(future, result);
    } catch (Throwable e) {
      end = () -> fail(future, e);
    }
    try {
      future.loop().post(end);
    } catch (RejectedExecutionException e) {
      // the loop has closed, and there is no wait any more
    }
  }

  static <T extends @Nullable Object> void succeed(Future<T> future, T result) {
    if (!future.isDone()) {
      future.succeed(result);
    }
  }

  static void fail(Future<?> future, Throwable error) {
    if (future.isDone()) {
      return;
    }
    if (error instanceof CancellationException cancelled) {
      future.completeCancelled(cancelled);
    } else {
      future.fail(error);
    }
  }
}
