package io.jobwheel.eventloop;

import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Lets tasks that hold a lock wait for a change of state: asyncio's {@code Condition}, with the
 * method names of {@link java.util.concurrent.locks.Condition}, since {@code wait} and {@code
 * notify} belong to {@link Object}.
 *
 * <pre>{@code
 * try (var _ = lock.hold()) {
 *   changed.await(() -> !basket.isEmpty());
 *   basket.removeLast();
 * }
 * }</pre>
 *
 * <p>Belongs to the loop of its lock and is confined to it: every method must be called by a task
 * or a callback of the loop. Otherwise the method throws {@link IllegalStateException} and has no
 * effect.
 */
public final class Condition {

  private final Lock lock;
  private final WaitQueue waiters;

  /**
   * Creates a condition of that lock; a lock may have several conditions. Any thread may call it.
   */
  public Condition(Lock lock) {
    this.lock = lock;
    this.waiters = new WaitQueue(lock.loop(), this);
  }

  /** Returns the lock that must be held. */
  public Lock lock() {
    return lock;
  }

  /**
   * Releases the lock, waits for a signal, and acquires the lock again before it returns or throws
   * a cancellation. May wake spuriously, so check the state again, as {@link
   * #await(BooleanSupplier)} does.
   *
   * <p>A task that was signalled and is then cancelled passes its signal on. A task that is
   * cancelled while it waits for the lock continues to wait for it; the last of several
   * cancellations is thrown.
   *
   * @throws CancellationException if the task is cancelled in the wait
   * @throws IllegalStateException if the lock is not held, or the caller is not a task of its loop
   * @throws StackOverflowError if the stack is too deep to wait; the lock may not be held then
   */
  public void await() {
    waiters.enterCompoundTask("await a condition");
    lock.ensureLocked("await a condition");
    WaitQueue.Waiter waiter = waiters.newWaiter();
    lock.release();
    try {
      try {
        waiter.await();
      } finally {
        reacquire();
      }
    } catch (Throwable e) {
      if (waiter.isWoken()) {
        waiters.wake(1);
      }
      throw e;
    }
  }

  /**
   * Waits as {@link #await()} does until the predicate is true. The predicate is evaluated at first
   * and after every wake-up, always under the lock.
   *
   * @throws CancellationException if the task is cancelled in the wait
   * @throws IllegalStateException if the lock is not held, or the caller is not a task of its loop;
   *     asyncio checks the lock only if it has to wait
   */
  public void await(BooleanSupplier predicate) {
    waiters.enterCompoundTask("await a condition");
    lock.ensureLocked("await a condition");
    while (!predicate.getAsBoolean()) {
      await();
    }
  }

  /** Wakes the task that has waited longest: {@link #signal(int)} with a count of 1. */
  public void signal() {
    signal(1);
  }

  /**
   * Wakes the {@code count} tasks that have waited longest, or all if there are fewer. They
   * continue when they have the lock again, in that order.
   *
   * @throws IllegalArgumentException if {@code count} is negative
   * @throws IllegalStateException if the lock is not held, or if called from outside the loop
   */
  public void signal(int count) {
    ensureMaySignal();
    if (count < 0) {
      throw new IllegalArgumentException("cannot signal %d tasks".formatted(count));
    }
    waiters.wake(count);
  }

  /**
   * Wakes every task that waits, as {@link #signal(int)} does.
   *
   * @throws IllegalStateException if the lock is not held, or if called from outside the loop
   */
  public void signalAll() {
    ensureMaySignal();
    waiters.wakeAll();
  }

  private void ensureMaySignal() {
    waiters.enterCompound("signal a condition");
    lock.ensureLocked("signal a condition");
  }

  private void reacquire() {
    CancellationException cancelled = null;
    for (boolean held = false; !held; ) {
      try {
        lock.acquire();
        held = true;
      } catch (CancellationException e) {
        cancelled = e;
      }
    }
    if (cancelled != null) {
      throw cancelled;
    }
  }

  @Override
  public String toString() {
    return "Condition[%s, waiting=%d]".formatted(lock, waiters.waiting());
  }
}
