package io.jobwheel.eventloop;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Combines several futures, in their order: the outer future of asyncio's {@code gather}.
 * Cancelling it cancels all of them. It is cancelled when they have ended, whatever their outcomes.
 *
 * @param <P> the type of the futures
 * @param <R> the type of the value that each future contributes
 */
abstract sealed class GatherFuture<P extends Future<?>, R extends @Nullable Object>
    extends Future<List<R>> {

  private final List<P> parts;
  private int remaining;
  // the reason of the cancellation that was propagated to the parts; they may catch it, but it
  // still cancels this future
  private @Nullable String cancelReason;

  private GatherFuture(EventLoop loop, List<P> parts) {
    super(loop);
    this.parts = parts;
    this.remaining = parts.size(); // a future that is given twice counts twice, and completes twice
  }

  /**
   * Returns a future of the results. The first error or cancellation completes it at once, while
   * the other futures continue.
   */
  static <T extends @Nullable Object> Future<List<T>> ofResults(
      EventLoop loop, List<? extends Future<? extends T>> parts) {
    return new Results<T>(loop, List.copyOf(parts)).start();
  }

  /**
   * Returns a future of the futures themselves, which completes when all of them are done, whatever
   * their outcomes.
   */
  static <F extends Future<?>> Future<List<F>> ofFutures(EventLoop loop, List<F> parts) {
    return new Completions<>(loop, parts).start();
  }

  /** Returns the value of a part, once all are done. */
  abstract R valueOf(P part);

  /** Completes this future early, if the part's outcome requires it. */
  abstract void completeEarly(P part);

  final GatherFuture<P, R> start() {
    for (P part : parts) {
      if (part.loop() != loop()) {
        throw new IllegalStateException("%s is of another loop than %s".formatted(part, loop()));
      }
    }
    // parts that are done count at once, the others when they complete; one callback serves all of
    // them
    @SuppressWarnings("unchecked") // it is added to parts only
    Consumer<Future<?>> onEnd = ended -> partDone((P) ended);
    List<P> done = parts.stream().filter(Future::isDone).toList();
    for (P part : parts) {
      if (!part.isDone()) {
        part.addDoneCallback(onEnd);
      }
    }
    done.forEach(this::partDone);
    if (parts.isEmpty()) {
      succeed(List.of());
    }
    return this;
  }

  private void partDone(P part) {
    remaining--;
    part.markRead(); // of several errors, the first one counts
    if (!isDone()) {
      completeEarly(part);
    }
    if (isDone() || remaining > 0) {
      return;
    }
    if (cancelReason != null) {
      completeCancelled(new CancellationException(cancelReason));
      return;
    }
    List<R> values = new ArrayList<>(parts.size());
    parts.forEach(each -> values.add(valueOf(each)));
    succeed(values);
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

  private static final class Results<T extends @Nullable Object>
      extends GatherFuture<Future<? extends T>, T> {

    Results(EventLoop loop, List<Future<? extends T>> parts) {
      super(loop, parts);
    }

    @Override
    T valueOf(Future<? extends T> part) {
      return part.result();
    }

    @Override
    void completeEarly(Future<? extends T> part) {
      if (part.isCancelled()) {
        completeCancelled(part.cancellation());
        return;
      }
      Throwable error = part.exception();
      if (error != null) {
        fail(error);
        markRead(); // a wait that is cancelled at the same time does not read it
      }
    }
  }

  private static final class Completions<F extends Future<?>> extends GatherFuture<F, F> {

    Completions(EventLoop loop, List<F> parts) {
      super(loop, parts);
    }

    @Override
    F valueOf(F part) {
      return part;
    }

    @Override
    void completeEarly(F part) {
      // no outcome completes this future before the others are done
    }
  }
}
