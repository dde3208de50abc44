package io.jobwheel.dispatch.node;

import io.jobwheel.dispatch.StoreFutures;
import io.jobwheel.dispatch.request.IdempotencyKeyInUseException;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.WithdrawnException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Waits for writes that may reserve an idempotency key. */
final class KeyedWrites {

  private KeyedWrites() {}

  /**
   * Returns the result as {@link StoreFutures#getOrWithdraw} does. If a write with a key met a
   * lock, it was most likely that of the key.
   *
   * @throws IdempotencyKeyInUseException if another request holds the key for too long
   * @throws StoreUnavailableException if the store does not commit in time
   */
  static <T> T await(
      CompletableFuture<?> write, CompletableFuture<T> committed, Duration limit, boolean keyed) {
    return await(write, committed, limit, limit, keyed);
  }

  /** Waits as the other method does, when a part of the limit has passed. */
  static <T> T await(
      CompletableFuture<?> write,
      CompletableFuture<T> committed,
      Duration remaining,
      Duration limit,
      boolean keyed) {
    try {
      return StoreFutures.getOrWithdraw(write, committed, remaining, limit);
    } catch (StoreUnavailableException e) {
      if (keyed && metLock(write)) {
        throw new IdempotencyKeyInUseException(e);
      }
      throw e;
    }
  }

  private static boolean metLock(CompletableFuture<?> write) {
    return write.isCancelled()
        && write.handle((_, cause) -> cause).join() instanceof WithdrawnException withdrawn
        && withdrawn.isLocked();
  }
}
