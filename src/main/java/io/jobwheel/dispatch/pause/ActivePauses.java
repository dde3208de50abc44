package io.jobwheel.dispatch.pause;

import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.pause.Pauses;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
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

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder(PAUSES, this, it -> it.current.pauses().size())
        .description("Pauses of job types and submitters in force, on all nodes")
        .register(registry);
  }
}
