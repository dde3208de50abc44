package io.jobwheel.eventloop;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Futures of a loop that end elsewhere. */
final class Bridge {

  private Bridge() {}

  /** A future that ends as the stage does; cancelling it cancels the stage, if it is a future. */
  static <T extends @Nullable Object> Future<T> of(EventLoop loop, CompletionStage<T> stage) {
    Future<T> future = loop.createFuture();
    var _ = stage.whenComplete((result, error) -> loop.post(() -> settle(future, result, error)));
    if (stage instanceof CompletableFuture<T> pending) {
      future.addDoneCallback(ended -> {
        if (ended.isCancelled()) {
          pending.cancel(false);
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
      future.cancelled(cancelled);
    } else {
      future.fail(error);
    }
  }
}
