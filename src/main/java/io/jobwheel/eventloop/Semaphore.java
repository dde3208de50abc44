package io.jobwheel.eventloop;

import java.util.concurrent.CancellationException;

/**
 * Manages permits that the tasks of one loop acquire and release: asyncio's {@code Semaphore} and
 * {@code BoundedSemaphore}.
 *
 * <p>Fair: waiting tasks get permits in the order of their arrival, and no later task gets one
 * before them, even if more permits are free. Not owned: any task or callback of the loop may
 * release.
 *
 * <p>Belongs to one loop and is confined to it: every method must be called by a task or a callback
 * of the loop, or by the loop's own thread while the loop does not run. Otherwise the method throws
 * {@link IllegalStateException} and has no effect.
 */
public final class Semaphore {

  private final WaitQueue waiters;
  private final int bound;
  // permits that are not held, including those of woken tasks that have not taken theirs yet
  private int permits;

  private Semaphore(EventLoop loop, int permits, int bound) {
    if (permits < 0) {
      throw new IllegalArgumentException(
          "the number of permits must not be negative: %d".formatted(permits));
    }
    this.waiters = new WaitQueue(loop, this);
    this.permits = permits;
    this.bound = bound;
  }

  /**
   * Creates a semaphore. Each {@link #release} adds a permit, whether one was acquired before or
   * not. Any thread may call it.
   *
   * @param permits the initial number of permits
   * @throws IllegalArgumentException if {@code permits} is negative
   */
  public Semaphore(EventLoop loop, int permits) {
    this(loop, permits, Integer.MAX_VALUE);
  }

  /**
   * Creates a semaphore that never has more permits than initially: asyncio's {@code
   * BoundedSemaphore}. Any thread may call it.
   *
   * @throws IllegalArgumentException if {@code permits} is negative
   */
  public static Semaphore bounded(EventLoop loop, int permits) {
    return new Semaphore(loop, permits, permits);
  }

  /**
   * Acquires a permit, and waits for one if necessary. A task that is cancelled while it waits does
   * not get a permit, even if it was next: the permit goes to the next task.
   *
   * @throws CancellationException if the task is cancelled in the wait
   * @throws IllegalStateException if the caller is not a task of the semaphore's loop
   */
  public void acquire() {
    waiters.enterTask("acquire a permit");
    if (mustWait()) {
      try {
        waiters.await();
        permits--;
      } finally {
        // newcomers had to wait behind the woken tasks, even if permits were left
        waiters.wakeUpTo(permits);
      }
    } else {
      permits--;
    }
  }

  /** Acquires a permit as {@link #acquire} does, until the end of a try-with-resources block. */
  public Guard hold() {
    acquire();
    return new Guard(this::release);
  }

  /**
   * Adds a permit. The first waiting task gets it in a later iteration.
   *
   * @throws IllegalStateException if the semaphore is bounded and has all its permits, if it has
   *     {@link Integer#MAX_VALUE} permits, or if called from outside the loop
   */
  public void release() {
    waiters.enter("release a permit");
    if (permits >= bound) {
      throw new IllegalStateException(
          "%s was released too often: it has all its permits".formatted(this));
    }
    permits++;
    waiters.wakeUpTo(permits);
  }

  /** Returns whether a task would have to wait for a permit now. */
  public boolean isLocked() {
    waiters.ensureOnLoop("check whether a semaphore is locked");
    return mustWait();
  }

  /** Returns the number of permits that are left after every woken task has taken one. */
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
