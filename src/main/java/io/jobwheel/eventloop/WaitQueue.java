package io.jobwheel.eventloop;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that wait until they are called, first come, first served. Confined to its loop.
 *
 * <p>1. A waiter is a future and a link of a list at once, so whoever is cancelled leaves from
 * wherever it stands, in the call that cancels it, and without a search: only those stand in line
 * who can still be called.
 *
 * <p>2. Who is called does not run yet: its turn comes later, and until then it may be cancelled
 * after all. So it is counted as <em>called</em> until it has left its wait, and the line is not
 * empty before: a newcomer cannot slip in between.
 *
 * <p>3. Nothing is handed over with a call, so nothing can be lost with the one who was called: it
 * takes what it came for when it runs. If it cannot come, {@link Waiter#await} throws, and the
 * owner of the line calls as many as it now can serve.
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

  /** The line before a primitive, which tells of itself in its {@code toString}. */
  WaitQueue(EventLoop loop, Object what) {
    this.loop = Objects.requireNonNull(loop);
    this.owner = what;
  }

  EventLoop loop() {
    return loop;
  }

  /** Says which task has what all in line wait for; null for none. */
  void setHolder(@Nullable Task<?> task) {
    holder = task;
  }

  /** Whether nobody waits, and nobody is called who has not come yet. */
  boolean isEmpty() {
    return waiting == 0 && woken == 0;
  }

  int waiting() {
    return waiting;
  }

  int woken() {
    return woken;
  }

  /** Waits at the end of the line. The calling task is on the loop. */
  void await() {
    new Waiter().await();
  }

  Waiter newWaiter() {
    return new Waiter();
  }

  /** Calls the first {@code count}, or all if there are fewer. */
  void wake(int count) {
    for (int left = count; left > 0 && first != null; ) {
      Waiter next = first;
      unlink(next);
      if (next.hasWaiter()) {
        woken++;
        left--;
        next.succeed(null);
      } // else its stack was too deep to wait, and even to leave
    }
  }

  /** Calls from the front until {@code count} are called and have not come yet. */
  void wakeUpTo(int count) {
    wake(count - woken);
  }

  void wakeAll() {
    wake(waiting);
  }

  /** Throws unless the caller is a task of this loop, as whoever may have to wait must be. */
  Task<?> enterTask(String purpose) {
    enter(purpose);
    return EventLoop.currentTask(); // throws in a callback, and outside of a run
  }

  /** Throws unless the caller is on this loop and has room on its stack. */
  void enter(String purpose) {
    var _ = loop.enter(purpose);
  }

  /** As {@link #enterTask}, for a call that is made of others. */
  Task<?> enterCompoundTask(String purpose) {
    enterCompound(purpose);
    return EventLoop.currentTask();
  }

  /** As {@link #enter(String)}, for a call that is made of others. */
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

  /** One wait of one task. */
  final class Waiter extends Future<@Nullable Void> {

    private @Nullable Waiter previous;
    private @Nullable Waiter next;
    private boolean linked;

    private Waiter() {
      super(loop);
    }

    /** Waits at the end of the line; has left it when this returns or throws. */
    void await() {
      try {
        enter(this);
        EventLoop.await(this);
      } finally {
        if (isWoken()) {
          woken--;
        } else {
          unlink(this); // neither called nor cancelled: the stack was too deep to wait
        }
      }
    }

    /** Also true when it was called and could not come. */
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
