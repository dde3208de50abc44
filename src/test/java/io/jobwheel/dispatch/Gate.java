package io.jobwheel.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.handler.JobContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Blocks handlers in any lane until the test opens it or their job is cancelled. */
public final class Gate {

  private final Semaphore arrived = new Semaphore(0);
  private final CompletableFuture<Void> open = new CompletableFuture<>();

  /** Called by the handler. */
  public Object pass(JobContext context) {
    arrived.release();
    context.await(open.copy());
    return "passed";
  }

  /** Waits for that number of handlers. */
  public void awaitArrivals(int handlers) {
    try {
      assertThat(arrived.tryAcquire(handlers, 10, TimeUnit.SECONDS))
          .as("handlers at the gate")
          .isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  public void open() {
    open.complete(null);
  }
}
