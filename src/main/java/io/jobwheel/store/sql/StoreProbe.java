package io.jobwheel.store.sql;

import io.jobwheel.store.StoreUnavailableException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether the store can be read, with a limit on the wait. A read from a disk that hangs
 * cannot be interrupted: its thread stays blocked, and later calls wait for that read instead of
 * starting another. Concurrent calls share one result.
 */
public final class StoreProbe implements Runnable {

  private final Runnable query;
  private final Duration limit;
  // guarded by this
  private @Nullable FutureTask<@Nullable Void> current;

  public StoreProbe(Runnable query, Duration limit) {
    this.query = query;
    this.limit = limit;
  }

  /**
   * Returns if the store can be read.
   *
   * @throws StoreUnavailableException if it cannot be read within the limit, or on an interrupt
   */
  @Override
  public void run() {
    FutureTask<@Nullable Void> answer = start();
    try {
      answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw new StoreUnavailableException("The store cannot be read: " + message(e), e);
    } catch (TimeoutException e) {
      throw new StoreUnavailableException("The store did not answer within " + limit + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("Interrupted while the store was read.", e);
    }
  }

  private synchronized FutureTask<@Nullable Void> start() {
    FutureTask<@Nullable Void> last = current;
    if (last != null && !last.isDone()) {
      return last;
    }
    FutureTask<@Nullable Void> fresh = new FutureTask<>(query, null);
    current = fresh;
    Thread.ofPlatform().name("jobwheel-store-ping").daemon().start(fresh);
    return fresh;
  }

  private static String message(ExecutionException e) {
    Throwable cause = e.getCause();
    return String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
  }
}
