package io.jobwheel.store.sql;

import io.jobwheel.store.StoreUnavailableException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks whether the store can be read, with a limit on the wait. A disk that hangs cannot be
 * interrupted: the thread that asked it stays behind, and no second one follows it there. Calls at
 * the same time share one answer.
 */
public final class StoreProbe implements Runnable {

  private final Runnable question;
  private final Duration limit;
  // guarded by this
  private @Nullable FutureTask<@Nullable Void> asked;

  public StoreProbe(Runnable question, Duration limit) {
    this.question = question;
    this.limit = limit;
  }

  /**
   * Returns when the store has answered.
   *
   * @throws StoreUnavailableException when it failed, or did not answer in time
   */
  @Override
  public void run() {
    FutureTask<@Nullable Void> answer = ask();
    try {
      answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw new StoreUnavailableException("The store cannot be read: " + message(e), e);
    } catch (TimeoutException e) {
      throw new StoreUnavailableException("The store did not answer within " + limit + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("Interrupted while the store was asked.", e);
    }
  }

  private synchronized FutureTask<@Nullable Void> ask() {
    FutureTask<@Nullable Void> last = asked;
    if (last != null && !last.isDone()) {
      return last;
    }
    FutureTask<@Nullable Void> fresh = new FutureTask<>(question, null);
    asked = fresh;
    Thread.ofPlatform().name("jobwheel-store-ping").daemon().start(fresh);
    return fresh;
  }

  private static String message(ExecutionException e) {
    Throwable cause = e.getCause();
    return String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
  }
}
