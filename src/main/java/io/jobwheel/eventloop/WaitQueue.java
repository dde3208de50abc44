package io.jobwheel.eventloop;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Queues tasks that wait to be woken, first in, first out. Confined to its loop.
 *
 * <p>1. A waiter is both a future and a node of a linked list. A cancelled waiter leaves from any
 * position, in the call that cancels it and without a search, so the queue contains only waiters
 * that can still be woken.
 *
 * <p>2. A woken task does not run yet. It runs in a later iteration, and until then it may still be
 * cancelled. It therefore counts as <em>woken</em> until it has left its wait, and the queue is not
 * empty before then: a newcomer cannot overtake it.
 *
 * <p>3. A wake-up hands nothing over, so nothing is lost with a woken task: it takes what it waited
 * for when it runs. If it was cancelled in between, {@link Waiter#await} throws, and the primitive
 * wakes as many tasks as it can serve now.
 */
final class WaitQueue {

  private final EventLoop loop;
  private final Object owner;
  private @Nullable Waiter first;
  private @Nullable Waiter last;
  private int waiting;
  private int woken;
  // written on the loop, read by any thread
  private volatile @Nullable Task<?> holder;

  /** Creates the queue of a primitive, whose {@code toString} describes the wait. */
  WaitQueue(EventLoop loop, Object what) {
    this.loop = Objects.requireNonNull(loop);
    this.owner = what;
  }

  EventLoop loop() {
    return loop;
  }

  /**
   * Sets the task that holds what the queued tasks wait for; {@code null} for none. For the await
   * tree.
   */
  void setHolder(@Nullable Task<?> task) {
    holder = task;
  }

  /** Returns whether no task waits, and no woken task has yet to leave its wait. */
  boolean isEmpty() {
    return waiting == 0 && woken == 0;
  }

  int waiting() {
    return waiting;
  }

  int woken() {
    return woken;
  }

  /** Waits at the end of the queue. The calling task is on the loop. */
  void await() {
    new Waiter().await();
  }

  Waiter newWaiter() {
    return new Waiter();
  }

  /** Wakes the first {@code count} tasks, or all if there are fewer. */
  void wake(int count) {
    for (int left = count; left > 0 && first != null; ) {
      Waiter next = first;
      unlink(next);
      if (next.hasWaiter()) {
        woken++;
        left--;
        next.succeed(null);
      } // otherwise its stack was too deep to wait, and even to leave the queue
    }
  }

  /**
   * Wakes tasks from the front, until {@code count} tasks are woken and have not left their wait.
   */
  void wakeUpTo(int count) {
    wake(count - woken);
  }

  void wakeAll() {
    wake(waiting);
  }

  /**
   * Throws unless the caller is a task of this loop with room on its stack. A call that may wait
   * must be made by a task.
   */
  Task<?> enterTask(String purpose) {
    enter(purpose);
    return EventLoop.currentTask(); // throws in a callback, and outside of a run
  }

  /** Throws unless the caller is on this loop and has room on its stack. */
  void enter(String purpose) {
    var _ = loop.enter(purpose);
  }

  /** Same as {@link #enterTask}, for a call that consists of several changes. */
  Task<?> enterCompoundTask(String purpose) {
    enterCompound(purpose);
    return EventLoop.currentTask();
  }

  /** Same as {@link #enter(String)}, for a call that consists of several changes. */
  void enterCompound(String purpose) {
    var _ = loop.enterCompound(purpose);
  }

  void ensureOnLoop(String purpose) {
    loop.ensureOnLoop(purpose);
  }

  private void enter(Waiter waiter) {
    waiter.previous = last;
    if (last == null) {
      first = waiter;
    } else {
      last.next = waiter;
    }
    last = waiter;
    waiter.linked = true;
    waiting++;
  }

  private void unlink(Waiter waiter) {
    if (!waiter.linked) {
      return;
    }
    if (waiter.previous == null) {
      first = waiter.next;
    } else {
      waiter.previous.next = waiter.next;
    }
    if (waiter.next == null) {
      last = waiter.previous;
    } else {
      waiter.next.previous = waiter.previous;
    }
    waiter.previous = null;
    waiter.next = null;
    waiter.linked = false;
    waiting--;
  }

  /** Represents one wait of one task. */
  final class Waiter extends Future<@Nullable Void> {

    private @Nullable Waiter previous;
    private @Nullable Waiter next;
    private boolean linked;

    private Waiter() {
      super(loop);
    }

    /** Waits at the end of the queue. The waiter has left the queue when this returns or throws. */
    void await() {
      try {
        enter(this);
        EventLoop.await(this);
      } finally {
        if (isWoken()) {
          woken--;
        } else {
          unlink(this); // neither woken nor cancelled: the stack was too deep to wait
        }
      }
    }

    /** Returns whether the waiter was woken, also if its task was cancelled afterwards. */
    boolean isWoken() {
      return isDone() && !isCancelled();
    }

    @Override
    void cancelSelf(String reason) {
      super.cancelSelf(reason);
      unlink(this);
    }

    @Override
    Collection<? extends Future<?>> sources() {
      Task<?> now = holder;
      return now == null ? List.of() : List.of(now);
    }

    @Override
    public String toString() {
      return owner.toString();
    }
  }
}
