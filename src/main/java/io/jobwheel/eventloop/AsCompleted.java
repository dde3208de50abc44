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
 * Iterates over several futures in the order in which they complete; returned by {@link
 * EventLoop#asCompleted}. Can be iterated once. Confined to its loop.
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
  // completed and not yet returned by next()
  private final Deque<F> completed = new ArrayDeque<>();
  // one for each task that waits in next(), in the order of arrival
  private final Deque<Future<F>> waiters = new ArrayDeque<>();
  private final @Nullable TimerHandle timer;
  // how many more calls of next() can return a future
  private int undelivered;
  // calls of next() that timed out; their futures were not returned
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
            : loop.baton().setTimer(Delays.nanos(limit), this::expire);
    pending.forEach(future -> future.addDoneCallback(onDone));
  }

  /** Returns the iterator. Every call returns the same one, which continues where it stopped. */
  @Override
  public Iterator<F> iterator() {
    return cursor;
  }

  /**
   * Returns the number of futures that {@code next()} has not returned and that no pending call
   * waits for. After the limit, this includes the futures for which {@code next()} timed out.
   */
  public int remaining() {
    return undelivered + timedOutCalls;
  }

  private F next() {
    Task<?> task = EventLoop.enterTask();
    if (undelivered == 0) {
      throw new NoSuchElementException("every future was handed out");
    }
    undelivered--; // before the wait, so that no other task waits for the same last future
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

  /**
   * Passes the future that a cancelled wait would have returned, or had just received, to another
   * wait.
   */
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

  /**
   * Returns the first wait that can still receive a future. A cancelled wait stays in the queue
   * until its task runs.
   */
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
      waiter.markRead(); // a cancelled task does not read it
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
