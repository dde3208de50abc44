package io.jobwheel.eventloop;

import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * A place to wait, under a lock, for a state to become another: asyncio's {@code Condition}, in the
 * words of {@link java.util.concurrent.locks.Condition}, since {@code wait} and {@code notify}
 * belong to {@link Object}.
 *
 * <pre>{@code
 * try (var _ = lock.hold()) {
 *   changed.await(() -> !basket.isEmpty());
 *   basket.removeLast();
 * }
 * }</pre>
 *
 * <p>Belongs to the loop of its lock and is confined to it: every method must be called by a task
 * or a callback of the loop, and throws {@link IllegalStateException} otherwise, without an effect.
 */
public final class Condition {

  private final Lock lock;
  private final WaitQueue waiters;

  /** A condition under that lock; a lock may have several. Any thread may make it. */
  public Condition(Lock lock) {
    this.lock = lock;
    this.waiters = new WaitQueue(lock.loop(), this);
  }

  /** The lock that must be held. */
  public Lock lock() {
    return lock;
  }

  /**
   * Gives the lock back, waits to be signalled, and takes the lock again before it returns or
   * throws a cancellation. May wake for no reason, so ask for the state again; {@link
   * #await(BooleanSupplier)} does.
   *
   * <p>A task that was signalled and is then cancelled passes its signal on. When the task is
   * cancelled while it waits for the lock, it goes on waiting for it, and the last of several
   * cancellations is thrown.
   *
   * @throws CancellationException when the task is cancelled in the wait
   * @throws IllegalStateException when nobody holds the lock, or the caller is not a task of its
   *     loop
   * @throws StackOverflowError when the stack is too deep to wait; the lock may not be held then
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
   * Waits as {@link #await()} does until the predicate is true, which is asked at first and after
   * every wake-up, always under the lock.
   *
   * @throws CancellationException when the task is cancelled in the wait
   * @throws IllegalStateException when nobody holds the lock, or the caller is not a task of its
   *     loop; asyncio looks at the lock only if it has to wait
   */
  public void await(BooleanSupplier predicate) {
    waiters.enterCompoundTask("await a condition");
    lock.ensureLocked("await a condition");
    while (!predicate.getAsBoolean()) {
      await();
    }
  }

  /** Wakes the task that has waited longest: {@link #signal(int)} with one. */
  public void signal() {
    signal(1);
  }

  /**
   * Wakes the {@code count} tasks that have waited longest, or all if there are fewer. They go on
   * when they have the lock again, in that order.
   *
   * @throws IllegalArgumentException when {@code count} is negative
   * @throws IllegalStateException when nobody holds the lock, or when called from outside the loop
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
   * @throws IllegalStateException when nobody holds the lock, or when called from outside the loop
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
