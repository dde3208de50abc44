package io.jobwheel.eventloop;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Calls a consumer with a future once the future is done. */
final class DoneCallback<T extends @Nullable Object> extends Handle implements Runnable {

  private final Future<T> future;
  private final Consumer<? super Future<T>> consumer;
  private final Runnable body;

  DoneCallback(Future<T> future, Consumer<? super Future<T>> consumer) {
    super(future.loop(), null);
    this.future = future;
    this.consumer = consumer;
    this.body = future.loop().inContext(this);
  }

  boolean wraps(Object someone) {
    return consumer.equals(someone);
  }

  @Override
  Runnable takeCallback() {
    return body;
  }

  @Override
  public void run() {
    consumer.accept(future);
  }
}
