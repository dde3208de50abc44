package io.jobwheel.eventloop;

import java.util.concurrent.locks.LockSupport;

/** Time, as a loop sees it: a clock that only grows, and the way to wait on it. */
public interface Ticker {

  /** A deadline that never comes. */
  long NEVER = Long.MAX_VALUE;

  /**
   * Nanoseconds since an origin of its own, as {@link System#nanoTime()}. Any thread may read it.
   */
  long read();

  /**
   * Waits until {@code deadline}, or until somebody unparks the calling thread; may also return for
   * no reason. {@link #NEVER} waits for an unpark only.
   *
   * @param blocker what the thread waits for, for thread dumps
   */
  void park(Object blocker, long deadline);

  /** The clock of the machine. */
  static Ticker system() {
    return SystemTicker.INSTANCE;
  }

  /** {@link System#nanoTime()} and {@link LockSupport}. */
  enum SystemTicker implements Ticker {
    INSTANCE;

    @Override
    public long read() {
      return System.nanoTime();
    }

    @Override
    public void park(Object blocker, long deadline) {
      if (deadline == NEVER) {
        LockSupport.park(blocker);
        return;
      }
      long nanos = deadline - System.nanoTime();
      if (nanos > 0) {
        LockSupport.parkNanos(blocker, nanos);
      }
    }
  }
}
