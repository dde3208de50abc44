package io.jobwheel.dispatch;

import io.jobwheel.store.StoreUnavailableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the registry, with a limit. */
public final class StoreFutures {

  private StoreFutures() {}

  /**
   * The result; the write goes on when the limit is over.
   *
   * @throws StoreUnavailableException when the registry failed, or did not answer in time
   * @throws InterruptedException when the calling thread was interrupted
   */
  public static <T> T get(CompletableFuture<T> written, Duration limit)
      throws InterruptedException {
    try {
      return written.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      throw new StoreUnavailableException("The registry failed", e);
    } catch (TimeoutException e) {
      throw new StoreUnavailableException(
          "The registry did not answer within %s; what was asked may still happen".formatted(limit),
          e);
    }
  }

  /**
   * As {@link #getForRequest}, for a write that is withdrawn when the limit is over: it has either
   * begun by then and may still happen, or never will.
   *
   * @param write the write itself, whose cancellation withdraws it
   * @param written the write and what hangs on it
   */
  public static <T> T getOrWithdraw(
      CompletableFuture<?> write, CompletableFuture<T> written, Duration limit) {
    try {
      return getForRequest(written, limit);
    } catch (StoreUnavailableException e) {
      if (!written.isDone() && write.cancel(false)) {
        throw new StoreUnavailableException(
            "The registry did not take it up within %s; it was withdrawn".formatted(limit), e);
      }
      throw e;
    }
  }

  /** As {@link #get}, for threads that serve requests: an interrupt counts as no answer. */
  static <T> T getForRequest(CompletableFuture<T> written, Duration limit) {
    try {
      return get(written, limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("Interrupted while waiting for the registry", e);
    }
  }
}
