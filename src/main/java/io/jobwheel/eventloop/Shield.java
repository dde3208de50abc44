package io.jobwheel.eventloop;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Creates futures that complete as another future does, and whose cancellation does not affect that
 * one.
 */
final class Shield {

  // one instance, so that a future that several cancelled shields had protected is reported once
  private static final Consumer<Future<?>> REPORT = Shield::report;

  private Shield() {}

  static <T extends @Nullable Object> Future<T> of(Future<T> inner) {
    if (inner.isDone()) {
      return inner; // nothing is left to cancel
    }
    Future<T> outer = new ProxyFuture<>(inner.loop(), List.of(inner));
    Consumer<Future<T>> onInnerEnd = ended -> end(outer, ended);
    inner.addDoneCallback(onInnerEnd);
    outer.addDoneCallback(ended -> {
      if (!inner.isDone()) {
        inner.removeDoneCallback(onInnerEnd);
        inner.removeDoneCallback(REPORT);
        inner.addDoneCallback(REPORT);
      }
    });
    return outer;
  }

  private static <T extends @Nullable Object> void end(Future<T> outer, Future<T> inner) {
    if (outer.isDone()) {
      return;
    }
    Throwable error = inner.isCancelled() ? inner.cancellation() : inner.exception();
    if (error == null) {
      outer.succeed(inner.result());
    } else {
      FutureAdapters.fail(outer, error);
    }
  }

  private static void report(Future<?> inner) {
    Throwable error = inner.isCancelled() ? null : inner.exception();
    if (error != null) {
      inner.loop().report(new ExceptionContext("shielded " + inner, error, inner, null));
    }
  }
}
