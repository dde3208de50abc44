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
      return undelivered > 0;
    }

    @Override
    public F next() {
      return AsCompleted.this.next();
    }
  }

  private final EventLoop loop;
  private final CompletionIterator cursor = new CompletionIterator();
  private final Consumer<Future<?>> onDone;
  private final List<F> all;
  private final Set<F> pending;
  // ended, and not yet handed out
  private final Deque<F> completed = new ArrayDeque<>();
  // of the tasks that wait in next(), in the order of their coming
  private final Deque<Future<F>> waiters = new ArrayDeque<>();
  private final @Nullable TimerHandle timer;
  // what next() may still be called for
  private int undelivered;
  // how many calls of next() the limit has ended: their futures were not handed out
  private int timedOutCalls;
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
    this.undelivered = pending.size();
    this.onDone = this::futureDone;
    this.timer =
        limit == null || undelivered == 0
            ? null
            : loop.baton().setTimer(EventLoop.nanos(limit), this::expire);
    pending.forEach(future -> future.addDoneCallback(onDone));
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
  public int remaining() {
    return undelivered + timedOutCalls;
  }

  private F next() {
    Task<?> task = EventLoop.enterTask();
    if (undelivered == 0) {
      throw new NoSuchElementException("every future was handed out");
    }
    undelivered--; // before the wait, so that another task does not wait for the same last one
    F first = completed.poll();
    if (first != null) {
      return first;
    }
    if (timedOut) {
      timedOutCalls++;
      throw timeoutException();
    }
    Future<F> waiter = new ProxyFuture<>(loop, all);
    waiters.add(waiter);
    try {
      return task.await(waiter);
    } catch (TimeoutException e) {
      timedOutCalls++;
      throw e;
    } catch (CancellationException e) {
      passOn(waiter);
      throw e;
    }
  }

  @SuppressWarnings("unchecked") // it was added to futures of this type only
  private void futureDone(Future<?> future) {
    pending.remove(future);
    deliver((F) future);
    if (pending.isEmpty() && timer != null) {
      timer.cancel();
    }
  }

  private void deliver(F future) {
    Future<F> waiter = nextWaiter();
    if (waiter == null) {
      completed.add(future);
    } else {
      waiter.succeed(future);
    }
  }

  /** The wait was cancelled: what it would have got, or had got just now, is for another. */
  private void passOn(Future<F> waiter) {
    undelivered++;
    waiters.remove(waiter);
    if (waiter.isCancelled() || waiter.exception() != null) {
      return;
    }
    F future = waiter.result();
    Future<F> other = nextWaiter();
    if (other == null) {
      completed.addFirst(future);
    } else {
      other.succeed(future);
    }
  }

  /** Of the first task that waits; those that are cancelled stay in line until they have run. */
  private @Nullable Future<F> nextWaiter() {
    Future<F> waiter;
    do {
      waiter = waiters.poll();
    } while (waiter != null && waiter.isDone());
    return waiter;
  }

  private void expire() {
    timedOut = true;
    pending.forEach(future -> future.removeDoneCallback(onDone));
    pending.clear();
    for (Future<F> waiter = nextWaiter(); waiter != null; waiter = nextWaiter()) {
      waiter.fail(timeoutException());
      waiter.markRead(); // a task that is cancelled does not read it
    }
  }

  @Override
  public String toString() {
    return "AsCompleted[%s, left=%d]".formatted(loop.name(), remaining());
  }

  private static TimeoutException timeoutException() {
    return new TimeoutException("not every future was done in time");
  }
}
