package io.jobwheel.api.server;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * The connections of an endpoint that wait for more of a body, each of which holds a thread for as
 * long. When they hold half of the threads they are many, and have to hurry, so that the other half
 * goes on serving. Safe from any thread.
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

  boolean areMany() {
    return 2 * waiting.get() > threads.getAsInt();
  }
}
