package io.jobwheel.eventloop;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Timers by deadline, ties in the order of setting. A heap with four children a node: setting and
 * taking cost O(log n), and fewer cache misses than with two. Each timer knows its index, so that a
 * cancelled one is removed at once and a million of them leave nothing behind. Confined to the
 * loop.
 */
final class TimerHeap {

  private static final int CHILDREN_SHIFT = 2;
  private static final int INITIAL_CAPACITY = 64;

  private @Nullable TimerHandle[] heap = new TimerHandle[INITIAL_CAPACITY];
  private int size;

  int size() {
    return size;
  }

  @Nullable TimerHandle peek() {
    return heap[0];
  }

  void add(TimerHandle timer) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size << 1);
    }
    siftUp(size++, timer);
  }

  /** The earliest timer if it is due at {@code now}, removed; else null. */
  @Nullable TimerHandle pollDue(long now) {
    TimerHandle first = heap[0];
    if (first == null || first.deadline - now > 0) {
      return null;
    }
    removeAt(0);
    first.index = TimerHandle.NOT_SET;
    return first;
  }

  /** Removes the timer; false when it is not set. */
  boolean remove(TimerHandle timer) {
    if (timer.index == TimerHandle.NOT_SET) {
      return false;
    }
    removeAt(timer.index);
    timer.index = TimerHandle.NOT_SET;
    return true;
  }

  private void removeAt(int hole) {
    TimerHandle last = at(--size);
    heap[size] = null;
    if (hole == size) {
      return;
    }
    int parent = (hole - 1) >> CHILDREN_SHIFT;
    if (hole > 0 && last.isBefore(at(parent))) {
      siftUp(hole, last);
    } else {
      siftDown(hole, last);
    }
  }

  private void siftUp(int from, TimerHandle timer) {
    int hole = from;
    while (hole > 0) {
      int parent = (hole - 1) >> CHILDREN_SHIFT;
      TimerHandle above = at(parent);
      if (!timer.isBefore(above)) {
        break;
      }
      put(hole, above);
      hole = parent;
    }
    put(hole, timer);
  }

  private void siftDown(int from, TimerHandle timer) {
    int hole = from;
    for (; ; ) {
      int child = (hole << CHILDREN_SHIFT) + 1;
      if (child >= size) {
        break;
      }
      int least = child;
      int end = Math.min(child + (1 << CHILDREN_SHIFT), size);
      for (int sibling = child + 1; sibling < end; sibling++) {
        if (at(sibling).isBefore(at(least))) {
          least = sibling;
        }
      }
      TimerHandle below = at(least);
      if (!below.isBefore(timer)) {
        break;
      }
      put(hole, below);
      hole = least;
    }
    put(hole, timer);
  }

  @SuppressWarnings("NullAway") // below size there are no holes
  private TimerHandle at(int index) {
    return heap[index];
  }

  private void put(int index, TimerHandle timer) {
    heap[index] = timer;
    timer.index = index;
  }
}
