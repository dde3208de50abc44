package io.jobwheel.eventloop;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Futures of a loop that end elsewhere. */
final class FutureAdapters {

  private FutureAdapters() {}

  /** A future that ends as the stage does; cancelling it cancels the stage, if it is a future. */
  static <T extends @Nullable Object> Future<T> of(EventLoop loop, CompletionStage<T> stage) {
    Future<T> future = loop.createFuture();
    var _ = stage.whenComplete((result, error) -> loop.post(() -> settle(future, result, error)));
    if (stage instanceof java.util.concurrent.Future<?> pending) {
      future.addDoneCallback(ended -> {
        if (ended.isCancelled()) {
          pending.cancel(true); // a request of an HTTP client ends only by an interrupt
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

  /** A future of what the executor makes of the work. */
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
      // the loop has closed: there is no wait any more
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
