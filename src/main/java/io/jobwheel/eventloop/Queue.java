package io.jobwheel.eventloop;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Comparator;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Passes items from some tasks of a loop to others: asyncio's {@code Queue}, {@code LifoQueue} and
 * {@code PriorityQueue}.
 *
 * <p>Fair: waiting tasks are served in the order of their arrival, and a later task waits behind
 * them even if it could be served at once. {@link #offer} and {@link #poll}, which never wait, do
 * not queue: if they overtake a woken task, that task waits again, at the end. Cancelling a waiting
 * task loses no item: it has not taken any yet, and the item that it puts is not yet in the queue.
 *
 * <p>Belongs to one loop and is confined to it: every method must be called by a task or a callback
 * of the loop, or by the loop's own thread while the loop does not run. Otherwise the method throws
 * {@link IllegalStateException} and has no effect. Other threads use {@link EventLoop#post} to add
 * items.
 *
 * @param <T> the type of the items, never null
 */
public final class Queue<T> {

  private final java.util.Queue<T> items;
  private final int capacity;
  private final WaitQueue getters;
  private final WaitQueue putters;
  private final Event finished;
  private int unfinished;
  private boolean shutDown;

  private Queue(EventLoop loop, int capacity, java.util.Queue<T> items) {
    if (capacity < 1) {
      throw new IllegalArgumentException(
          "the capacity of a queue must be at least 1, not %d".formatted(capacity));
    }
    this.items = items;
    this.capacity = capacity;
    this.getters = new WaitQueue(loop, this);
    this.putters = new WaitQueue(loop, this);
    this.finished = new Event(loop);
  }

  // --- creation, by any thread

  /** Creates an unbounded queue: first in, first out. */
  public static <T> Queue<T> fifo(EventLoop loop) {
    return fifo(loop, Integer.MAX_VALUE);
  }

  /**
   * Creates a bounded queue: first in, first out.
   *
   * @param capacity the largest number of items
   * @throws IllegalArgumentException if {@code capacity} is less than 1
   */
  public static <T> Queue<T> fifo(EventLoop loop, int capacity) {
    return new Queue<>(loop, capacity, new ArrayDeque<>());
  }

  /** Creates an unbounded queue: last in, first out. */
  public static <T> Queue<T> lifo(EventLoop loop) {
    return lifo(loop, Integer.MAX_VALUE);
  }

  /**
   * Creates a bounded queue: last in, first out.
   *
   * @param capacity the largest number of items
   * @throws IllegalArgumentException if {@code capacity} is less than 1
   */
  public static <T> Queue<T> lifo(EventLoop loop, int capacity) {
    return new Queue<>(loop, capacity, Collections.asLifoQueue(new ArrayDeque<>()));
  }

  /**
   * Creates an unbounded priority queue: the least item first; equal items in the order in which
   * they were put.
   */
  public static <T> Queue<T> priority(EventLoop loop, Comparator<? super T> order) {
    return priority(loop, order, Integer.MAX_VALUE);
  }

  /**
   * Creates a bounded priority queue: the least item first; equal items in the order in which they
   * were put.
   *
   * @param capacity the largest number of items
   * @throws IllegalArgumentException if {@code capacity} is less than 1
   */
  public static <T> Queue<T> priority(EventLoop loop, Comparator<? super T> order, int capacity) {
    return new Queue<>(loop, capacity, new StablePriorityQueue<>(order));
  }

  // --- items

  /**
   * Puts an item into the queue, and waits for room if necessary.
   *
   * @throws CancellationException if the task is cancelled in the wait; the item is not in the
   *     queue then
   * @throws QueueShutDownException if the queue is shut down, before or during the wait
   * @throws IllegalStateException if the caller is not a task of the queue's loop
   */
  public void put(T item) {
    putters.enterCompoundTask("put into a queue");
    Objects.requireNonNull(item);
    ensureOpen();
    if (!full() && putters.isEmpty()) {
      add(item);
      return;
    }
    try {
      do {
        putters.await();
        ensureOpen();
      } while (full());
      add(item);
    } finally {
      wakePutters();
    }
  }

  /**
   * Removes and returns the next item, and waits for one if necessary.
   *
   * @throws CancellationException if the task is cancelled in the wait; no item is removed then
   * @throws QueueShutDownException if the queue is shut down and empty, before or during the wait
   * @throws IllegalStateException if the caller is not a task of the queue's loop
   */
  public T get() {
    getters.enterCompoundTask("get from a queue");
    if (!items.isEmpty() && getters.isEmpty()) {
      return remove();
    }
    ensureNotExhausted();
    try {
      do {
        getters.await();
        ensureNotExhausted();
      } while (items.isEmpty());
      return remove();
    } finally {
      wakeGetters();
    }
  }

  /**
   * Puts an item into the queue if there is room now: asyncio's {@code put_nowait}. Returns whether
   * there was room.
   *
   * @throws QueueShutDownException if the queue is shut down
   * @throws IllegalStateException if called from outside the loop
   */
  public boolean offer(T item) {
    putters.enterCompound("offer to a queue");
    Objects.requireNonNull(item);
    ensureOpen();
    boolean room = !full();
    if (room) {
      add(item);
    }
    return room;
  }

  /**
   * Removes and returns the next item; {@code null} if there is none now: asyncio's {@code
   * get_nowait}.
   *
   * @throws QueueShutDownException if the queue is shut down and empty
   * @throws IllegalStateException if called from outside the loop
   */
  public @Nullable T poll() {
    getters.enterCompound("poll a queue");
    ensureNotExhausted();
    return items.isEmpty() ? null : remove();
  }

  /** Returns the number of items in the queue, without those of tasks that wait to put. */
  public int size() {
    getters.ensureOnLoop("get the size of a queue");
    return items.size();
  }

  /** Returns whether the queue contains no item. */
  public boolean isEmpty() {
    return size() == 0;
  }

  /** Returns whether there is no room for another item. */
  public boolean isFull() {
    return size() >= capacity;
  }

  /**
   * Returns the largest number of items; {@link Integer#MAX_VALUE} if the queue is unbounded. Any
   * thread may call it.
   */
  public int capacity() {
    return capacity;
  }

  // --- work

  /**
   * Marks the work on one removed item as done; see {@link #join}.
   *
   * @throws IllegalStateException if called more often than items were put, or from outside the
   *     loop
   */
  public void taskDone() {
    getters.enterCompound("mark an item of a queue as done");
    if (unfinished == 0) {
      throw new IllegalStateException("taskDone() was called too often on %s".formatted(this));
    }
    unfinished--;
    wakeJoiners();
  }

  /**
   * Waits until {@link #taskDone} was called for every item that was put. Returns at once if that
   * is the case.
   *
   * @throws CancellationException if the task is cancelled in the wait
   * @throws IllegalStateException if the caller is not a task of the queue's loop
   */
  public void join() {
    getters.enterCompoundTask("join a queue");
    if (unfinished > 0) {
      finished.await();
    }
  }

  // --- the end

  /**
   * Shuts the queue down: it accepts no more items; the remaining ones can still be removed. Tasks
   * that wait to put, and tasks that wait to get from an empty queue, get a {@link
   * QueueShutDownException}. A second call has no effect.
   *
   * @throws IllegalStateException if called from outside the loop
   */
  public void shutdown() {
    getters.enterCompound("shut a queue down");
    stopAccepting();
  }

  /**
   * Shuts the queue down as {@link #shutdown} does, also after it, and discards the remaining
   * items, as if they were done: asyncio's {@code shutdown(immediate=True)}. {@link #join} still
   * waits for items that were removed before.
   *
   * @throws IllegalStateException if called from outside the loop
   */
  public void shutdownNow() {
    getters.enterCompound("shut a queue down");
    unfinished = Math.max(unfinished - items.size(), 0);
    items.clear();
    wakeJoiners();
    stopAccepting();
  }

  // --- within

  private void stopAccepting() {
    shutDown = true;
    putters.wakeAll();
    getters.wakeAll();
  }

  private void add(T item) {
    items.add(item);
    unfinished++;
    finished.clear();
    wakeGetters();
  }

  private T remove() {
    T item = items.remove();
    wakePutters();
    return item;
  }

  /**
   * Wakes as many tasks as can be served; all of them if no item will ever come, so that they
   * throw.
   */
  private void wakeGetters() {
    if (exhausted()) {
      getters.wakeAll();
    } else {
      getters.wakeUpTo(items.size());
    }
  }

  private void wakePutters() {
    putters.wakeUpTo(capacity - items.size());
  }

  private void wakeJoiners() {
    if (unfinished == 0) {
      finished.set();
    }
  }

  private boolean full() {
    return items.size() >= capacity;
  }

  private boolean exhausted() {
    return shutDown && items.isEmpty();
  }

  private void ensureOpen() {
    if (shutDown) {
      throw new QueueShutDownException("%s takes no more items".formatted(this));
    }
  }

  private void ensureNotExhausted() {
    if (exhausted()) {
      throw new QueueShutDownException("%s has no more items".formatted(this));
    }
  }

  @Override
  public String toString() {
    return "Queue[%s, size=%d%s, getting=%d, putting=%d, unfinished=%d]"
        .formatted(
            getters.loop().name(),
            items.size(),
            shutDown ? ", shut down" : "",
            getters.waiting(),
            putters.waiting(),
            unfinished);
  }
}
