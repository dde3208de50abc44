package io.jobwheel.eventloop;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Waits for several futures until a condition holds or a limit has passed. */
final class WaitOperation<F extends Future<?>> {

  static final long NO_LIMIT = -1;

  private final Set<F> futures;
  private final ReturnWhen returnWhen;
  private int remaining;

  WaitOperation(Collection<F> futures, ReturnWhen until) {
    if (futures.isEmpty()) {
      throw new IllegalArgumentException("the collection of futures is empty");
    }
    this.futures = new LinkedHashSet<>(futures);
    this.returnWhen = Objects.requireNonNull(until);
  }

  WaitResult<F> await(Task<?> waiter, long limit) {
    EventLoop loop = waiter.loop();
    ProxyFuture<@Nullable Void> met = new ProxyFuture<>(loop, futures);
    Consumer<Future<?>> onEnd =
        ended -> {
          remaining--;
          if (remaining == 0 || isConditionMet(ended)) {
            FutureAdapters.succeed(met, null);
          }
        };
    remaining = futures.size();
    TimerHandle timer =
        limit == NO_LIMIT
            ? null
            : loop.baton().setTimer(limit, () -> FutureAdapters.succeed(met, null));
    try {
      futures.forEach(future -> future.addDoneCallback(onEnd));
      waiter.await(met);
    } finally {
      if (timer != null) {
        timer.cancel();
      }
      futures.stream()
          .filter(future -> future.loop() == loop)
          .forEach(future -> future.removeDoneCallback(onEnd));
    }
    Set<F> pending = new LinkedHashSet<>(futures);
    pending.removeIf(Future::isDone);
    Set<F> done = new LinkedHashSet<>(futures);
    done.removeAll(pending);
    return new WaitResult<>(done, pending);
  }

  private boolean isConditionMet(Future<?> ended) {
    return switch (returnWhen) {
      case ALL_COMPLETED -> false;
      case FIRST_COMPLETED -> true;
      case FIRST_EXCEPTION -> !ended.isCancelled() && ended.exception() != null;
    };
  }
}
