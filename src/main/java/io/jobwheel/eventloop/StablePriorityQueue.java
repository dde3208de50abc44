package io.jobwheel.eventloop;

import java.util.AbstractQueue;
import java.util.Arrays;
import java.util.Comparator;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Orders items by a comparator, and equal ones by arrival. A binary heap that makes all comparisons
 * before it moves anything: a comparator that throws leaves the queue unchanged, where {@link
 * java.util.PriorityQueue} would lose one item and duplicate another.
 */
final class StablePriorityQueue<T> extends AbstractQueue<T> {

  private record Ranked<T>(T item, long number) {}

  private static final int INITIAL_CAPACITY = 16;
  // a heap of more levels has no room in an array
  private static final int MAX_LEVELS = 31;

  private final Comparator<Ranked<T>> order;

  @SuppressWarnings("unchecked") // only elements of this type are stored
  private @Nullable Ranked<T>[] heap = (@Nullable Ranked<T>[]) new Ranked<?>[INITIAL_CAPACITY];

  private int size;
  private long added;
  private long changes;

  StablePriorityQueue(Comparator<? super T> order) {
    Objects.requireNonNull(order);
    Comparator<Ranked<T>> byItem = (one, other) -> order.compare(one.item(), other.item());
    this.order = byItem.thenComparingLong(Ranked::number);
  }

  @Override
  public boolean offer(T item) {
    Ranked<T> ranked = new Ranked<>(item, added);
    long before = changes;
    int place = placeFor(ranked);
    ensureUnchanged(before);
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size << 1);
    }
    int hole = size;
    while (hole != place) {
      heap[hole] = heap[parent(hole)];
      hole = parent(hole);
    }
    heap[hole] = ranked;
    size++;
    added++;
    changes++;
    return true;
  }

  /** Returns the index at which the item ends on its way up from the end. */
  private int placeFor(Ranked<T> item) {
    int place = size;
    while (place > 0 && order.compare(item, at(parent(place))) < 0) {
      place = parent(place);
    }
    return place;
  }

  @Override
  public @Nullable T poll() {
    if (size == 0) {
      return null;
    }
    long before = changes;
    int[] path = new int[MAX_LEVELS];
    int steps = pathOfLast(path);
    ensureUnchanged(before);
    T least = at(0).item();
    int hole = 0;
    for (int step = 0; step < steps; step++) {
      heap[hole] = heap[path[step]];
      hole = path[step];
    }
    size--;
    heap[hole] = heap[size];
    heap[size] = null;
    changes++;
    return least;
  }

  /**
   * Stores the indexes that the last item passes on its way down from the top. Returns how many
   * there are.
   */
  private int pathOfLast(int[] path) {
    int end = size - 1;
    int steps = 0;
    for (int child = 1; child < end; child = 2 * child + 1) {
      int least =
          child + 1 < end && order.compare(at(child + 1), at(child)) < 0 ? child + 1 : child;
      if (order.compare(at(end), at(least)) <= 0) {
        break;
      }
      path[steps++] = least;
      child = least;
    }
    return steps;
  }

  private void ensureUnchanged(long before) {
    if (changes != before) {
      throw new ConcurrentModificationException("the comparator modifies the queue, or waits");
    }
  }

  private static int parent(int place) {
    return (place - 1) >> 1;
  }

  @SuppressWarnings("NullAway") // below size there are no holes
  private Ranked<T> at(int place) {
    return heap[place];
  }

  @Override
  public @Nullable T peek() {
    return size == 0 ? null : at(0).item();
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public void clear() {
    Arrays.fill(heap, 0, size, null);
    size = 0;
    changes++;
  }

  @Override
  public Iterator<T> iterator() {
    return List.copyOf(Arrays.asList(heap).subList(0, size)).stream().map(Ranked::item).iterator();
  }
}
