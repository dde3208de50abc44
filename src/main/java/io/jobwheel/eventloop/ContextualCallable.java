package io.jobwheel.eventloop;

import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A coroutine that runs with the context of the code that made it. */
final class ContextualCallable<T extends @Nullable Object> implements Callable<T> {

  private final Callable<? extends T> coroutine;
  private final Runnable contextual;
  // written and read by the thread that calls
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
  @SuppressWarnings("NullAway") // T itself says whether null is a result
  public T call() throws Exception {
    contextual.run();
    if (error != null) {
      throw error;
    }
    return result;
  }
}
