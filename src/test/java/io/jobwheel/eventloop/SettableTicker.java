package io.jobwheel.eventloop;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A clock that a step can put forward, as if it took long; waiting puts it forward too. */
final class SettableTicker implements LoopTicker {

  private volatile long now;

  SettableTicker(long now) {
    this.now = now;
  }

  void pass(Duration duration) {
    now += duration.toNanos();
  }

  @Override
  public long read() {
    return now;
  }

  @Override
  public void park(Object blocker, long deadline) {
    if (deadline == NEVER) {
      LockSupport.park(blocker);
    } else {
      now = Math.max(now, deadline);
    }
  }
}
