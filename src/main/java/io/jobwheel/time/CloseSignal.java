package io.jobwheel.time;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Ends the pauses of threads when it is closed, for good. Safe for use by any thread. */
public final class CloseSignal implements AutoCloseable {

  private final Ticker ticker;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition change = lock.newCondition();

  // written under the lock, read by any thread
  private volatile boolean closed;

  public CloseSignal(Ticker ticker) {
    this.ticker = ticker;
  }

  public boolean isClosed() {
    return closed;
  }

  /** Blocks until it is closed or the pause is over; returns whether it is closed. */
  public boolean await(Duration pause) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long end = ticker.after(pause);
      while (!closed && !ticker.hasReached(end)) {
        ticker.await(change, end);
      }
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Ends all current and future pauses. A second call has no effect. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      change.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
