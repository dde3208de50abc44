package io.jobwheel.api.server;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * Counts the connections of an endpoint that wait for more of a body, each of which blocks a
 * thread. If they block more than half of the threads, their deadlines are shortened, so that other
 * requests are served. Thread-safe.
 */
final class SlowBodies {

  private final IntSupplier threads;
  private final AtomicInteger waiting = new AtomicInteger();

  SlowBodies(IntSupplier threads) {
    this.threads = threads;
  }

  void add() {
    waiting.incrementAndGet();
  }

  void remove() {
    waiting.decrementAndGet();
  }

  /** Returns whether the waiting connections block more than half of the threads. */
  boolean areMany() {
    return 2 * waiting.get() > threads.getAsInt();
  }
}
