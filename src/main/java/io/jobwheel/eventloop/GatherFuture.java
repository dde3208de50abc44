package io.jobwheel.eventloop;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What several futures come to, in their order: the outer future of asyncio's {@code gather}.
 * Cancelling it cancels them all, and it is cancelled when they have ended, whatever they made of
 * it.
 *
 * @param <P> the parts
 * @param <R> what each part comes to
 */
abstract sealed class GatherFuture<P extends Future<?>, R extends @Nullable Object>
    extends Future<List<R>> {

  private final List<P> parts;
  private int remaining;
  // of the cancellation that was handed to the parts; theirs to obey, but not to hide
  private @Nullable String cancelReason;

  private GatherFuture(EventLoop loop, List<P> parts) {
    super(loop);
    this.parts = parts;
    this.remaining = parts.size(); // one that is given twice counts twice, and ends twice
  }

  /** The results; the first error or cancellation ends it at once, while the others go on. */
  static <T extends @Nullable Object> Future<List<T>> ofResults(
      EventLoop loop, List<? extends Future<? extends T>> parts) {
    return new Results<T>(loop, List.copyOf(parts)).start();
  }

  /** The parts themselves, when all have ended, however they did. */
  static <F extends Future<?>> Future<List<F>> ofFutures(EventLoop loop, List<F> parts) {
    return new Completions<>(loop, parts).start();
  }

  /** What the part comes to, once all have ended. */
  abstract R valueOf(P part);

  /** Ends this early, if the part is reason to. */
  abstract void completeEarly(P part);

  final GatherFuture<P, R> start() {
    for (P part : parts) {
      if (part.loop() != loop()) {
        throw new IllegalStateException("%s is of another loop than %s".formatted(part, loop()));
      }
    }
    // those that are done count at once, the others when they end; one callback serves them all
    @SuppressWarnings("unchecked") // it hangs on parts only
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
    part.markRead(); // of several errors the first counts
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
      // no end is reason not to wait for the others
    }
  }
}
