package io.jobwheel.eventloop;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The results of several futures, in their order: the outer future of asyncio's {@code gather}. The
 * first error or cancellation ends it at once, while the others go on; cancelling it cancels them.
 */
final class Gathering<T extends @Nullable Object> extends Future<List<T>> {

  private final List<? extends Future<? extends T>> parts;
  private int left;
  // of the cancellation that was handed to the parts; theirs to obey, but not to hide
  private @Nullable String cancelReason;

  Gathering(EventLoop loop, List<? extends Future<? extends T>> parts) {
    super(loop);
    this.parts = parts;
    left = parts.size(); // one that is given twice counts twice, and ends twice
    if (left == 0) {
      succeed(List.of());
    }
    Consumer<Future<? extends T>> onEnd = this::ended;
    parts.forEach(part -> part.addDoneCallback(onEnd));
  }

  private void ended(Future<? extends T> part) {
    left--;
    if (isDone()) {
      return;
    }
    Throwable error = part.isCancelled() ? null : part.exception();
    if (part.isCancelled()) {
      cancelled(part.cancellation());
    } else if (error != null) {
      fail(error);
    } else if (left == 0 && cancelReason != null) {
      cancelled(new CancellationException(cancelReason));
    } else if (left == 0) {
      List<T> results = new ArrayList<>(parts.size());
      parts.forEach(each -> results.add(each.result()));
      succeed(results);
    }
  }

  @Override
  Collection<? extends Future<?>> sources() {
    return parts;
  }

  @Override
  Collection<? extends Future<?>> requestCancel(String reason) {
    cancelReason = reason;
    return parts;
  }

  @Override
  boolean isCancellable() {
    return !isDone() && parts.stream().anyMatch(Future::isCancellable);
  }
}
