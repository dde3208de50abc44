package io.jobwheel.dispatch;

import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Ends the pause of a thread early. A request that comes while the thread works ends its next
 * pause; any number of requests until then count as one. Safe from any thread.
 */
public final class WakeUp {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition requests = lock.newCondition();

  private final Ticker ticker;

  // guarded by lock
  private boolean requested;

  public WakeUp(Ticker ticker) {
    this.ticker = ticker;
  }

  /** Ends the pause that is under way, or else the next one. Cheap; never blocks for long. */
  public void request() {
    lock.lock();
    try {
      requested = true;
      requests.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Returns once a wake-up is requested, at the latest when {@code pause} is over. */
  void await(Duration pause) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long end = ticker.after(pause);
      while (!requested && !ticker.hasReached(end)) {
        ticker.await(requests, end);
      }
      requested = false;
    } finally {
      lock.unlock();
    }
  }
}
