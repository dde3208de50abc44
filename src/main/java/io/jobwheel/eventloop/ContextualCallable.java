package io.jobwheel.eventloop;

import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Runs a coroutine with the context of the code that created it. */
final class ContextualCallable<T extends @Nullable Object> implements Callable<T> {

  private final Callable<? extends T> coroutine;
  private final Runnable contextual;
  // confined to the calling thread
  private @Nullable T result;
  private @Nullable Exception error;

  ContextualCallable(Callable<? extends T> body, UnaryOperator<Runnable> context) {
    this.coroutine = body;
    this.contextual = context.apply(this::run);
  }

  private void run() {
    try {
      result = coroutine.call();
    } catch (Exception e) {
      error = e;
    }
  }

  @Override
  @SuppressWarnings("NullAway") // T itself determines whether null is a result
  public T call() throws Exception {
    contextual.run();
    if (error != null) {
      throw error;
    }
    return result;
  }
}
