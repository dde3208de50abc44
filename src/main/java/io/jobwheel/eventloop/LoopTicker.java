package io.jobwheel.eventloop;

import java.util.concurrent.locks.LockSupport;

/** Provides the time of a loop: a monotonic clock, and a way to wait for it. */
public interface LoopTicker {

  /** A deadline that is never reached. */
  long NEVER = Long.MAX_VALUE;

  /**
   * Returns the nanoseconds since an arbitrary origin, as {@link System#nanoTime()} does. Any
   * thread may call it.
   */
  long read();

  /**
   * Waits until {@code deadline}, or until another thread unparks the calling thread; may also
   * return spuriously. {@link #NEVER} waits for an unpark only.
   *
   * @param blocker the object that the thread waits for, for thread dumps
   * @param deadline the end of the wait, as a time of {@link #read}
   */
  void park(Object blocker, long deadline);

  /** Returns the machine's monotonic clock, {@link System#nanoTime()}. */
  static LoopTicker system() {
    return SystemTicker.INSTANCE;
  }

  /** Implements a ticker with {@link System#nanoTime()} and {@link LockSupport}. */
  enum SystemTicker implements LoopTicker {
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
