package io.jobwheel.eventloop;

import java.util.concurrent.CancellationException;

/**
 * Provides mutual exclusion among the tasks of one loop, across their waits: asyncio's {@code
 * Lock}.
 *
 * <p>Fair: waiting tasks get the lock in the order of their arrival, and no later task gets it
 * before them. Not owned: any task or callback of the loop may release it. Not reentrant: a task
 * that acquires it twice waits for itself.
 *
 * <p>Belongs to one loop and is confined to it: every method must be called by a task or a callback
 * of the loop, or by the loop's own thread while the loop does not run. Otherwise the method throws
 * {@link IllegalStateException} and has no effect.
 */
public final class Lock {

  private final WaitQueue waiters;
  private boolean locked;

  /** Creates an unlocked lock. Any thread may call it. */
  public Lock(EventLoop loop) {
    waiters = new WaitQueue(loop, this);
  }

  /**
   * Acquires the lock, and waits for it if necessary. A task that is cancelled while it waits does
   * not get the lock, even if it was next: the lock goes to the next task.
   *
   * @throws CancellationException if the task is cancelled in the wait
   * @throws IllegalStateException if the caller is not a task of the lock's loop
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

  /** Acquires the lock as {@link #acquire} does, until the end of a try-with-resources block. */
  public Guard hold() {
    acquire();
    return new Guard(this::release);
  }

  /**
   * Releases the lock. The first waiting task gets it in a later iteration.
   *
   * @throws IllegalStateException if the lock is not held, or if called from outside the loop
   */
  public void release() {
    waiters.enter("release a lock");
    ensureLocked("release a lock");
    locked = false;
    waiters.setHolder(null);
    wakeNext();
  }

  /**
   * Returns whether the lock is held. Also false while the lock is on its way from one task to the
   * next; a newcomer has to wait then.
   */
  public boolean isLocked() {
    waiters.ensureOnLoop("check whether a lock is locked");
    return locked;
  }

  EventLoop loop() {
    return waiters.loop();
  }

  void ensureLocked(String what) {
    if (!locked) {
      throw new IllegalStateException("cannot %s: %s is not held".formatted(what, this));
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
