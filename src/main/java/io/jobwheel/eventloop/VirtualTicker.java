package io.jobwheel.eventloop;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Provides virtual time, which moves only when a loop waits, and then at once: a loop on this
 * ticker runs hours in no time, and every deadline is met exactly. For tests of code that sleeps,
 * and for one loop only.
 */
public final class VirtualTicker implements LoopTicker {

  // written by the loop, read by any thread
  private volatile long now;

  @Override
  public long read() {
    return now;
  }

  /** Jumps to the deadline; with {@link LoopTicker#NEVER}, waits for a post from another thread. */
  @Override
  public void park(Object blocker, long deadline) {
    if (deadline == NEVER) {
      LockSupport.park(blocker);
    } else if (deadline - now > 0) {
      now = deadline;
    }
  }

  /** Returns the time since the ticker was created. Any thread may call it. */
  public Duration elapsed() {
    return Duration.ofNanos(now);
  }
}
