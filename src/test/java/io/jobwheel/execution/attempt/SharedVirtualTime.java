package io.jobwheel.execution.attempt;

import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Virtual time for blocking threads. It advances to the next deadline only when all participating
 * threads sleep, and then wakes one. Equal deadlines are reached in the order in which they were
 * set, as on a loop.
 */
final class SharedVirtualTime implements Ticker, AttemptEnvironment.Sleeper {

  private record Deadline(long at, long order) {}

  // guarded by this
  private final PriorityQueue<Deadline> asleep =
      new PriorityQueue<>(
          Comparator.comparingLong(Deadline::at).thenComparingLong(Deadline::order));
  private int awake;
  private long order;
  private volatile long now;

  SharedVirtualTime(int threads) {
    awake = threads;
  }

  @Override
  public long read() {
    return now;
  }

  @Override
  public synchronized void sleep(Duration duration) throws InterruptedException {
    Deadline mine = new Deadline(now + duration.toNanos(), order++);
    asleep.add(mine);
    awake--;
    notifyAll();
    while (awake > 0 || !mine.equals(asleep.peek())) {
      wait(10_000);
    }
    asleep.remove();
    awake++;
    now = mine.at();
  }

  /** Removes the calling thread from the participants. */
  synchronized void leave() {
    awake--;
    notifyAll();
  }
}
