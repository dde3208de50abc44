package io.jobwheel.execution.attempt;

import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Virtual time for blocking threads: it moves, to the next deadline, only when every thread that
 * takes part is asleep, and then wakes one. Equal deadlines go in the order of setting, as on a
 * loop.
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

  /** The calling thread has ended, and time need not wait for it. */
  synchronized void leave() {
    awake--;
    notifyAll();
  }
}
