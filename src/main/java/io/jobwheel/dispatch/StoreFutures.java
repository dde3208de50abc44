package io.jobwheel.dispatch;

import io.jobwheel.store.StoreUnavailableException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for results of the store, with a time limit. */
public final class StoreFutures {

  /** Longer than a write waits for a lock, and for the commit after that. */
  static final Duration DECISION = Duration.ofSeconds(1);

  private StoreFutures() {}

  /**
   * Returns the result. The write is not withdrawn when the limit is over.
   *
   * @throws StoreUnavailableException if the store fails, or does not respond within the limit
   */
  public static <T> T get(CompletableFuture<T> future, Duration limit) throws InterruptedException {
    return get(future, limit, limit);
  }

  private static <T> T get(CompletableFuture<T> future, Duration remaining, Duration limit)
      throws InterruptedException {
    try {
      return future.get(remaining.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      throw new StoreUnavailableException("The store failed", e);
    } catch (TimeoutException e) {
      throw new StoreUnavailableException(
          "The store did not respond within %s; the operation may still take effect"
              .formatted(limit),
          e);
    }
  }

  /**
   * Returns the result, and withdraws the write when the limit is over. If a transaction has begun
   * the write by then, waits up to {@link #DECISION} longer for its end: the write is committed, or
   * it is withdrawn because it met a lock. Only if that takes longer, the write may still take
   * effect after this method has thrown. An interrupt counts as a time-out.
   *
   * @param write the write, whose cancellation withdraws it
   * @param future completes after the write and its follow-ups
   */
  public static <T> T getOrWithdraw(
      CompletableFuture<?> write, CompletableFuture<T> future, Duration limit) {
    return getOrWithdraw(write, future, limit, limit);
  }

  /**
   * As {@link #getOrWithdraw(CompletableFuture, CompletableFuture, Duration)}, when a part of the
   * limit has passed.
   *
   * @param remaining the rest of the limit
   */
  public static <T> T getOrWithdraw(
      CompletableFuture<?> write, CompletableFuture<T> future, Duration remaining, Duration limit) {
    try {
      return getForRequest(future, remaining, limit);
    } catch (StoreUnavailableException e) {
      if (future.isDone()) {
        throw e;
      }
      if (write.cancel(false)) {
        throw withdrawn(limit, e);
      }
      return getDecided(future, limit, e);
    }
  }

  private static <T> T getDecided(
      CompletableFuture<T> future, Duration limit, StoreUnavailableException timeout) {
    try {
      return getForRequest(future, DECISION, DECISION);
    } catch (CancellationException e) {
      throw withdrawn(limit, timeout);
    } catch (StoreUnavailableException e) {
      throw future.isDone() ? e : timeout;
    }
  }

  private static StoreUnavailableException withdrawn(Duration limit, Exception cause) {
    return new StoreUnavailableException(
        "The store did not commit the write within %s; it was withdrawn".formatted(limit), cause);
  }

  /** Returns the result as {@link #get} does; an interrupt counts as a time-out. */
  private static <T> T getForRequest(
      CompletableFuture<T> future, Duration remaining, Duration limit) {
    try {
      return get(future, remaining, limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("Interrupted while waiting for the store", e);
    }
  }
}
