package io.jobwheel.eventloop;

import java.util.concurrent.CancellationException;

/**
 * Mutual exclusion among the tasks of one loop, across their waits: asyncio's {@code Lock}.
 *
 * <p>Fair: whoever waits gets the lock in the order of coming, and nobody who comes later gets it
 * before. Not owned: any task or callback of the loop may release it. Not reentrant: a task that
 * acquires it twice waits for itself.
 *
 * <p>Made for one loop and confined to it: every method must be called by a task or a callback of
 * the loop, or by the loop's own thread while it does not run, and throws {@link
 * IllegalStateException} otherwise, without an effect.
 */
public final class Lock {

  private final WaitQueue waiters;
  private boolean locked;

  /** An unlocked lock; any thread may make it. */
  public Lock(EventLoop loop) {
    waiters = new WaitQueue(loop, this);
  }

  /**
   * Takes the lock, and waits for it if need be. A task that is cancelled while it waits does not
   * have the lock, not even if it was its turn: that goes to the next one.
   *
   * @throws CancellationException when the task is cancelled in the wait
   * @throws IllegalStateException when the caller is not a task of the lock's loop
   */
  public void acquire() {
    Task<?> task = waiters.enterTask("acquire a lock");
    if (locked || !waiters.isEmpty()) {
      try {
        waiters.await();
      } catch (Throwable e) {
        wakeNext();
        throw e;
      }
    }
    locked = true;
    waiters.setHolder(task);
  }

  /** Takes the lock as {@link #acquire} does, until the end of a try-with-resources block. */
  public Guard hold() {
    acquire();
    return new Guard(this::release);
  }

  /**
   * Gives the lock back; the first task that waits gets it when its turn comes.
   *
   * @throws IllegalStateException when nobody holds the lock, or when called from outside the loop
   */
  public void release() {
    waiters.enter("release a lock");
    ensureLocked("release a lock");
    locked = false;
    waiters.setHolder(null);
    wakeNext();
  }

  /**
   * Whether somebody holds it. Also false while it is on its way from one task to the next; a
   * newcomer has to wait then.
   */
  public boolean isLocked() {
    waiters.ensureOnLoop("ask whether a lock is locked");
    return locked;
  }

  EventLoop loop() {
    return waiters.loop();
  }

  void ensureLocked(String what) {
    if (!locked) {
      throw new IllegalStateException("cannot %s: nobody holds %s".formatted(what, this));
    }
  }

  private void wakeNext() {
    if (!locked) {
      waiters.wakeUpTo(1);
    }
  }

  @Override
  public String toString() {
    return "Lock[%s, %s, waiting=%d]"
        .formatted(loop().name(), locked ? "locked" : "unlocked", waiters.waiting());
  }
}
