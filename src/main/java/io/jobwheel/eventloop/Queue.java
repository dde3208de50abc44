package io.jobwheel.eventloop;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Comparator;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Items on their way from some tasks of a loop to others: asyncio's {@code Queue}, {@code
 * LifoQueue} and {@code PriorityQueue}.
 *
 * <p>Fair: those who wait are served in the order of their coming, and those who come later and
 * could be served at once stand behind them. {@link #offer} and {@link #poll}, which never wait, do
 * not: a task that was woken and finds that they were faster waits anew, at the end. Cancelling a
 * task that waits loses no item: it has not taken any yet, and what it puts is not in yet.
 *
 * <p>Made for one loop and confined to it: every method must be called by a task or a callback of
 * the loop, or by the loop's own thread while it does not run, and throws {@link
 * IllegalStateException} otherwise, without an effect. {@link EventLoop#post} brings items in from
 * other threads.
 *
 * @param <T> the items, never null
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
      throw new IllegalArgumentException("a queue cannot have room for %d".formatted(capacity));
    }
    this.items = items;
    this.capacity = capacity;
    this.getters = new WaitQueue(loop, this);
    this.putters = new WaitQueue(loop, this);
    this.finished = new Event(loop);
  }

  // --- made by any thread

  /** First in, first out, without a bound. */
  public static <T> Queue<T> fifo(EventLoop loop) {
    return fifo(loop, Integer.MAX_VALUE);
  }

  /**
   * First in, first out, with room for so many items.
   *
   * @throws IllegalArgumentException when {@code capacity} is less than one
   */
  public static <T> Queue<T> fifo(EventLoop loop, int capacity) {
    return new Queue<>(loop, capacity, new ArrayDeque<>());
  }

  /** Last in, first out, without a bound. */
  public static <T> Queue<T> lifo(EventLoop loop) {
    return lifo(loop, Integer.MAX_VALUE);
  }

  /**
   * Last in, first out, with room for so many items.
   *
   * @throws IllegalArgumentException when {@code capacity} is less than one
   */
  public static <T> Queue<T> lifo(EventLoop loop, int capacity) {
    return new Queue<>(loop, capacity, Collections.asLifoQueue(new ArrayDeque<>()));
  }

  /** The least item first, without a bound; equal ones in the order in which they were put. */
  public static <T> Queue<T> priority(EventLoop loop, Comparator<? super T> order) {
    return priority(loop, order, Integer.MAX_VALUE);
  }

  /**
   * The least item first, with room for so many items; equal ones in the order in which they were
   * put.
   *
   * @throws IllegalArgumentException when {@code capacity} is less than one
   */
  public static <T> Queue<T> priority(EventLoop loop, Comparator<? super T> order, int capacity) {
    return new Queue<>(loop, capacity, new StablePriorityQueue<>(order));
  }

  // --- items

  /**
   * Puts an item in, and waits for room if need be.
   *
   * @throws CancellationException when the task is cancelled in the wait; the item is not in then
   * @throws QueueShutDownException when the queue is shut down, before or during the wait
   * @throws IllegalStateException when the caller is not a task of the queue's loop
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
   * Takes the next item out, and waits for one if need be.
   *
   * @throws CancellationException when the task is cancelled in the wait; nothing is taken then
   * @throws QueueShutDownException when the queue is shut down and empty, before or during the wait
   * @throws IllegalStateException when the caller is not a task of the queue's loop
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
   * Puts an item in if there is room now, and says whether there was: asyncio's {@code put_nowait}.
   *
   * @throws QueueShutDownException when the queue is shut down
   * @throws IllegalStateException when called from outside the loop
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
   * Takes the next item out; null when there is none now: asyncio's {@code get_nowait}.
   *
   * @throws QueueShutDownException when the queue is shut down and empty
   * @throws IllegalStateException when called from outside the loop
   */
  public @Nullable T poll() {
    getters.enterCompound("poll a queue");
    ensureNotExhausted();
    return items.isEmpty() ? null : remove();
  }

  /** How many items are in; those that wait to be put are not. */
  public int size() {
    getters.ensureOnLoop("ask for the size of a queue");
    return items.size();
  }

  /** Whether no item is in. */
  public boolean isEmpty() {
    return size() == 0;
  }

  /** Whether there is no room for another item. */
  public boolean isFull() {
    return size() >= capacity;
  }

  /** How many items have room; {@link Integer#MAX_VALUE} without a bound. Any thread may ask. */
  public int capacity() {
    return capacity;
  }

  // --- work

  /**
   * Says that the work on an item that was taken out is done; for {@link #join}.
   *
   * @throws IllegalStateException when called more often than items were put, or from outside the
   *     loop
   */
  public void taskDone() {
    getters.enterCompound("tell a queue that a task is done");
    if (unfinished == 0) {
      throw new IllegalStateException("taskDone() was called too often on %s".formatted(this));
    }
    unfinished--;
    wakeJoiners();
  }

  /**
   * Waits until {@link #taskDone} was called for every item that was put; returns at once when that
   * is so.
   *
   * @throws CancellationException when the task is cancelled in the wait
   * @throws IllegalStateException when the caller is not a task of the queue's loop
   */
  public void join() {
    getters.enterCompoundTask("join a queue");
    if (unfinished > 0) {
      finished.await();
    }
  }

  // --- the end

  /**
   * Takes no more items in; what is in can still be taken out. Tasks that wait to put, and those
   * that wait to get for nothing, are told by a {@link QueueShutDownException}. A second call does
   * nothing.
   *
   * @throws IllegalStateException when called from outside the loop
   */
  public void shutdown() {
    getters.enterCompound("shut a queue down");
    stopAccepting();
  }

  /**
   * Shuts down as {@link #shutdown} does, also after it, and drops what is in, as if it were done:
   * asyncio's {@code shutdown(immediate=True)}. {@link #join} still waits for those items that were
   * taken out before.
   *
   * @throws IllegalStateException when called from outside the loop
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

  /** As many as can be served; when nothing will ever come, all of them, to be told so. */
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
