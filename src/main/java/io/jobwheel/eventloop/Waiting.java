package io.jobwheel.eventloop;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One wait for several futures, until a condition holds or the time is over. */
final class Waiting<F extends Future<?>> {

  private final Set<F> futures;
  private final ReturnWhen until;
  private int left;

  Waiting(Set<F> futures, ReturnWhen until) {
    this.futures = futures;
    this.until = until;
  }

  Waited<F> await(Task<?> waiter, long limit) {
    if (!isMet()) {
      Future<@Nullable Void> met = waiter.loop().createFuture();
      Consumer<Future<?>> onEnd =
          ended -> {
            left--;
            if (!met.isDone() && (left == 0 || isEnough(ended))) {
              met.succeed(null);
            }
          };
      Set<F> open = pending();
      left = open.size();
      open.forEach(future -> future.addDoneCallback(onEnd));
      TimerHandle timer = waiter.loop().setTimer(limit, () -> Bridge.succeed(met, null));
      try {
        waiter.await(met);
      } finally {
        timer.cancel();
        futures.forEach(future -> future.removeDoneCallback(onEnd));
      }
    }
    Set<F> done = new LinkedHashSet<>(futures);
    Set<F> pending = pending();
    done.removeAll(pending);
    return new Waited<>(done, pending);
  }

  private Set<F> pending() {
    Set<F> pending = new LinkedHashSet<>(futures);
    pending.removeIf(Future::isDone);
    return pending;
  }

  private boolean isMet() {
    return futures.stream().allMatch(Future::isDone)
        || futures.stream().anyMatch(future -> future.isDone() && isEnough(future));
  }

  private boolean isEnough(Future<?> ended) {
    return switch (until) {
      case ALL_COMPLETED -> false;
      case FIRST_COMPLETED -> true;
      case FIRST_EXCEPTION -> !ended.isCancelled() && ended.exception() != null;
    };
  }
}
