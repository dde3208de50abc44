package io.jobwheel.dispatch;

import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Ends the pause of a thread early. A request outside of a pause ends the next pause at once;
 * several requests before it count as one. Safe for use by any thread.
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

  /** Ends the current pause, or else the next one. */
  public void request() {
    lock.lock();
    try {
      requested = true;
      requests.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Blocks until a wake-up is requested or the pause is over. */
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
