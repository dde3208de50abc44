package io.jobwheel.dispatch.pause;

import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.pause.Pauses;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/**
 * This node's copy of the pauses. It is read from the store at each poll of the dispatcher, and
 * when this node changes a pause; so a change by another node takes effect here within {@code
 * jobwheel.dispatch.poll-interval}. Safe for use by any thread.
 */
public final class ActivePauses implements MeterBinder {

  public static final String PAUSES = "jobwheel.pauses";

  private final Pauses store;
  // a read that began later must not be overwritten by an earlier one
  private final ReentrantLock lock = new ReentrantLock();

  // written under the lock, read by any thread
  private volatile PauseSnapshot current = PauseSnapshot.NONE;

  // written by the thread that claims, before it reads the pauses
  private volatile CompletableFuture<?> claims = CompletableFuture.completedFuture(null);

  public ActivePauses(Pauses store) {
    this.store = store;
  }

  /**
   * Reads the pauses from the store.
   *
   * @throws StoreUnavailableException if the store cannot be read; the copy stays as it was
   */
  public void refresh() {
    lock.lock();
    try {
      current = new PauseSnapshot(store.list());
    } finally {
      lock.unlock();
    }
  }

  /** Returns the pauses that were read last. */
  public PauseSnapshot current() {
    return current;
  }

  /**
   * Returns the pauses that a claim has to respect. Must be called by the only thread that claims.
   *
   * @param end completes when the jobs of the claim have been started, or the claim has failed
   */
  public PauseSnapshot beginClaim(CompletableFuture<?> end) {
    claims = claims.isDone() ? end : CompletableFuture.allOf(claims, end);
    return current;
  }

  /**
   * Returns a future that completes when no claim is under way that began before this call, and so
   * maybe before the last {@link #refresh}. Its cancellation has no effect on claims.
   */
  public CompletableFuture<?> claimsUnderWay() {
    return claims.copy();
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder(PAUSES, this, it -> it.current.pauses().size())
        .description("Pauses of job types and submitters in force, on all nodes")
        .register(registry);
  }
}
