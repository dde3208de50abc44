package io.jobwheel.eventloop;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Several futures, each handed out when it has ended: what {@link EventLoop#asCompleted} returns.
 * It can be gone through once. Confined to its loop.
 *
 * @param <F> the futures
 */
public final class AsCompleted<F extends Future<?>> implements Iterable<F> {

  private final class CompletionIterator implements Iterator<F> {

    @Override
    public boolean hasNext() {
      return left > 0;
    }

    @Override
    public F next() {
      return AsCompleted.this.next();
    }
  }

  private final EventLoop loop;
  private final CompletionIterator cursor = new CompletionIterator();
  private final Consumer<Future<?>> onEnd;
  private final List<F> all;
  private final Set<F> pending;
  // ended, and not yet handed out
  private final Deque<F> ended = new ArrayDeque<>();
  // of the tasks that wait in next(), in the order of their coming
  private final Deque<Future<F>> slots = new ArrayDeque<>();
  private final @Nullable TimerHandle timer;
  // what next() may still be called for
  private int left;
  // how many calls of next() the limit has ended: their futures were not handed out
  private int overdue;
  private boolean timedOut;

  static <F extends Future<?>> AsCompleted<F> of(
      EventLoop loop, Collection<F> futures, @Nullable Duration limit) {
    for (F future : futures) {
      if (future.loop() != loop) {
        throw new IllegalStateException("%s is of another loop than %s".formatted(future, loop));
      }
    }
    return new AsCompleted<>(loop, futures, limit);
  }

  private AsCompleted(EventLoop loop, Collection<F> futures, @Nullable Duration limit) {
    this.loop = loop;
    this.all = List.copyOf(futures);
    this.pending = new LinkedHashSet<>(all);
    this.left = pending.size();
    this.onEnd = this::ended;
    this.timer =
        limit == null || left == 0
            ? null
            : loop.baton().setTimer(EventLoop.nanos(limit), this::timeOver);
    pending.forEach(future -> future.addDoneCallback(onEnd));
  }

  /** Returns the one iterator: each call goes on where the last one stopped. */
  @Override
  public Iterator<F> iterator() {
    return cursor;
  }

  /**
   * How many futures were not handed out yet, and will not be by a wait that is under way. After
   * the limit, those that came too late are counted, too.
   */
  public int left() {
    return left + overdue;
  }

  private F next() {
    Task<?> task = EventLoop.enterTask();
    if (left == 0) {
      throw new NoSuchElementException("every future was handed out");
    }
    left--; // before the wait, so that another task does not wait for the same last one
    F first = ended.poll();
    if (first != null) {
      return first;
    }
    if (timedOut) {
      overdue++;
      throw tooLate();
    }
    Future<F> slot = new ProxyFuture<>(loop, all);
    slots.add(slot);
    try {
      return task.await(slot);
    } catch (TimeoutException e) {
      overdue++;
      throw e;
    } catch (CancellationException e) {
      giveBack(slot);
      throw e;
    }
  }

  @SuppressWarnings("unchecked") // it was added to futures of this type only
  private void ended(Future<?> future) {
    pending.remove(future);
    handOut((F) future);
    if (pending.isEmpty() && timer != null) {
      timer.cancel();
    }
  }

  private void handOut(F future) {
    Future<F> slot = nextSlot();
    if (slot == null) {
      ended.add(future);
    } else {
      slot.succeed(future);
    }
  }

  /** The wait was cancelled: what it would have got, or had got just now, is for another. */
  private void giveBack(Future<F> slot) {
    left++;
    slots.remove(slot);
    if (slot.isCancelled() || slot.exception() != null) {
      return;
    }
    F future = slot.result();
    Future<F> other = nextSlot();
    if (other == null) {
      ended.addFirst(future);
    } else {
      other.succeed(future);
    }
  }

  /** Of the first task that waits; those that are cancelled stay in line until they have run. */
  private @Nullable Future<F> nextSlot() {
    Future<F> slot;
    do {
      slot = slots.poll();
    } while (slot != null && slot.isDone());
    return slot;
  }

  private void timeOver() {
    timedOut = true;
    pending.forEach(future -> future.removeDoneCallback(onEnd));
    pending.clear();
    for (Future<F> slot = nextSlot(); slot != null; slot = nextSlot()) {
      slot.fail(tooLate());
      slot.markRead(); // a task that is cancelled does not read it
    }
  }

  @Override
  public String toString() {
    return "AsCompleted[%s, left=%d]".formatted(loop.name(), left());
  }

  private static TimeoutException tooLate() {
    return new TimeoutException("not every future was done in time");
  }
}
