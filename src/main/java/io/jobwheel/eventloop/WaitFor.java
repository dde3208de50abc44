package io.jobwheel.eventloop;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Waits for a future or a coroutine with a limit, and cancels it when the limit has passed:
 * asyncio's {@code wait_for}.
 */
final class WaitFor {

  private WaitFor() {}

  static <T extends @Nullable Object> T future(Future<T> future, Duration limit) {
    if (limit.isPositive()) {
      return Timeout.<T, RuntimeException>run(limit, scope -> EventLoop.await(future));
    }
    if (future.isDone()) {
      return future.result();
    }
    cancelAndWait(EventLoop.enterTask(), future);
    try {
      return future.result();
    } catch (CancellationException e) {
      throw new TimeoutException("%s was given no time".formatted(future), e);
    }
  }

  static <T extends @Nullable Object, X extends Throwable> T coroutine(
      ScopedValue.CallableOp<? extends T, X> coroutine, Duration limit) throws X {
    if (!limit.isPositive()) {
      throw new TimeoutException(
          "%s was given no time to begin".formatted(EventLoop.currentTask()));
    }
    return Timeout.run(limit, scope -> coroutine.call());
  }

  private static void cancelAndWait(Task<?> waiter, Future<?> future) {
    // not on the future itself: a second cancellation, of the waiter, must reach it even if the
    // future ignores cancellations
    Future<@Nullable Void> ended = new ProxyFuture<>(waiter.loop(), List.of(future));
    Consumer<Future<?>> onEnd = it -> FutureAdapters.succeed(ended, null);
    future.addDoneCallback(onEnd);
    try {
      future.cancel("the time limit is over");
      waiter.await(ended);
    } finally {
      future.removeDoneCallback(onEnd);
    }
  }
}
