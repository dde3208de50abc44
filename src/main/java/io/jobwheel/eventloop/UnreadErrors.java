package io.jobwheel.eventloop;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tracks the errors of futures that were not read yet. An error is reported when its future was
 * garbage-collected, and so can never be read, when a run of the loop ends, or when the loop
 * closes. Confined to the loop.
 */
final class UnreadErrors {

  /** Contains one error. The future discards it when the error is read. */
  static final class Unread extends WeakReference<Future<?>> {

    private final String name;
    private @Nullable Throwable error;

    private Unread(Future<?> future, Throwable error, ReferenceQueue<Future<?>> collected) {
      super(future, collected);
      this.name = future instanceof Task<?> task ? task.name() : future.toString();
      this.error = error;
    }

    /** Discards the error, because it was read. Calls nothing, so that it cannot fail. */
    void discard() {
      error = null;
    }
  }

  private final EventLoop loop;
  private final ReferenceQueue<Future<?>> collected = new ReferenceQueue<>();
  private final Set<Unread> all = new LinkedHashSet<>();

  UnreadErrors(EventLoop loop) {
    this.loop = loop;
  }

  /** Tracks an error until it is read. Returns {@code null} if there is no memory for that. */
  @Nullable Unread track(Future<?> future, Throwable error) {
    try {
      Unread unread = new Unread(future, error, collected);
      all.add(unread);
      return unread;
    } catch (OutOfMemoryError e) {
      return null;
    }
  }

  /** Reports the errors whose futures were garbage-collected. */
  void reportCollected() {
    if (all.isEmpty()) {
      return;
    }
    for (Reference<?> gone; (gone = collected.poll()) != null; ) {
      Unread unread = (Unread) gone;
      all.remove(unread);
      report(unread);
    }
  }

  /** Reports all errors that were not read so far. */
  void reportAll() {
    List<Unread> unread = List.copyOf(all);
    all.clear();
    unread.forEach(this::report);
  }

  private void report(Unread unread) {
    Throwable error = unread.error;
    if (error != null) {
      unread.discard();
      loop.report(new ExceptionContext(unread.name, error, unread.get(), null));
    }
  }
}
