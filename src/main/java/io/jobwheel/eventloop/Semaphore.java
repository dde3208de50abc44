package io.jobwheel.eventloop;

import java.util.concurrent.CancellationException;

/**
 * Permits that the tasks of one loop take and give back: asyncio's {@code Semaphore} and {@code
 * BoundedSemaphore}.
 *
 * <p>Fair: whoever waits gets a permit in the order of coming, and nobody who comes later gets one
 * before, even if more are free. Not owned: any task or callback of the loop may release.
 *
 * <p>Made for one loop and confined to it: every method must be called by a task or a callback of
 * the loop, or by the loop's own thread while it does not run, and throws {@link
 * IllegalStateException} otherwise, without an effect.
 */
public final class Semaphore {

  private final WaitQueue waiters;
  private final int bound;
  // not held by anybody, those included for which somebody is called
  private int permits;

  private Semaphore(EventLoop loop, int permits, int bound) {
    if (permits < 0) {
      throw new IllegalArgumentException("a semaphore cannot have %d permits".formatted(permits));
    }
    this.waiters = new WaitQueue(loop, this);
    this.permits = permits;
    this.bound = bound;
  }

  /**
   * A semaphore with so many permits at first; each {@link #release} adds one, whether it was taken
   * or not. Any thread may make it.
   *
   * @throws IllegalArgumentException when {@code permits} is negative
   */
  public Semaphore(EventLoop loop, int permits) {
    this(loop, permits, Integer.MAX_VALUE);
  }

  /**
   * A semaphore that never has more permits than at first: asyncio's {@code BoundedSemaphore}. Any
   * thread may make it.
   *
   * @throws IllegalArgumentException when {@code permits} is negative
   */
  public static Semaphore bounded(EventLoop loop, int permits) {
    return new Semaphore(loop, permits, permits);
  }

  /**
   * Takes a permit, and waits for one if need be. A task that is cancelled while it waits does not
   * have a permit, not even if it was its turn: that goes to the next one.
   *
   * @throws CancellationException when the task is cancelled in the wait
   * @throws IllegalStateException when the caller is not a task of the semaphore's loop
   */
  public void acquire() {
    waiters.enterTask("acquire a permit");
    if (mustWait()) {
      try {
        waiters.await();
        permits--;
      } finally {
        // newcomers had to stand behind those who were called, even if permits were left
        waiters.wakeUpTo(permits);
      }
    } else {
      permits--;
    }
  }

  /** Takes a permit as {@link #acquire} does, until the end of a try-with-resources block. */
  public Guard hold() {
    acquire();
    return new Guard(this::release);
  }

  /**
   * Adds a permit; the first task that waits gets it when its turn comes.
   *
   * @throws IllegalStateException when the semaphore is bounded and all permits are there already,
   *     when there are {@link Integer#MAX_VALUE} of them, or when called from outside the loop
   */
  public void release() {
    waiters.enter("release a permit");
    if (permits >= bound) {
      throw new IllegalStateException(
          "%s was released too often: all its permits are there".formatted(this));
    }
    permits++;
    waiters.wakeUpTo(permits);
  }

  /** Whether a task would have to wait for a permit now. */
  public boolean isLocked() {
    waiters.ensureOnLoop("ask whether a semaphore is locked");
    return mustWait();
  }

  /** How many permits are left over, when everybody who was called has taken one. */
  public int availablePermits() {
    waiters.ensureOnLoop("count permits");
    return permits - waiters.woken();
  }

  private boolean mustWait() {
    return permits == 0 || !waiters.isEmpty();
  }

  @Override
  public String toString() {
    return "Semaphore[%s, available=%d, waiting=%d]"
        .formatted(waiters.loop().name(), permits - waiters.woken(), waiters.waiting());
  }
}
