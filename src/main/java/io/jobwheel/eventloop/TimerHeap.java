package io.jobwheel.eventloop;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Orders timers by deadline, equal ones in the order of setting. A heap with four children per
 * node, whose keys are stored in a separate array: the keys of four siblings fill one cache line,
 * and a timer itself is accessed only when it moves. Each timer stores its index, so that a
 * cancelled one is removed at once and a million of them leave nothing behind. Setting and removing
 * cost O(log n). Confined to the loop.
 */
final class TimerHeap {

  private static final int CHILDREN_SHIFT = 2;
  private static final int INITIAL_CAPACITY = 64;

  private @Nullable ReadyItem[] heap = new ReadyItem[INITIAL_CAPACITY];
  // for each timer, its deadline and its position in the order of setting
  private long[] keys = new long[2 * INITIAL_CAPACITY];
  private int size;
  private long sequence;

  int size() {
    return size;
  }

  /** Returns the earliest deadline; {@link LoopTicker#NEVER} if no timer is set. */
  long firstDeadline() {
    return size == 0 ? LoopTicker.NEVER : keys[0];
  }

  void add(ReadyItem timer, long deadline) {
    if (size == heap.length) {
      @Nullable ReadyItem[] largerHeap = Arrays.copyOf(heap, size << 1);
      keys = Arrays.copyOf(keys, size << 2); // if memory is lacking, nothing has changed
      heap = largerHeap;
    }
    siftUp(size++, timer, deadline, sequence++);
  }

  /**
   * Removes and returns the earliest timer if it is due at {@code now}, ready since its deadline;
   * otherwise returns {@code null}.
   */
  @Nullable ReadyItem pollDue(long now) {
    // the difference, since a nanosecond clock may wrap around
    if (size == 0 || keys[0] - now > 0) {
      return null;
    }
    ReadyItem first = at(0);
    first.readyAt = keys[0]; // the delay is then the lateness of the timer
    removeAt(0);
    first.timerIndex = ReadyItem.NOT_SET;
    return first;
  }

  /** Removes the timer. Returns false if it is not set. */
  boolean remove(ReadyItem timer) {
    int index = timer.timerIndex;
    if (index == ReadyItem.NOT_SET) {
      return false;
    }
    removeAt(index);
    timer.timerIndex = ReadyItem.NOT_SET;
    return true;
  }

  private void removeAt(int hole) {
    int last = --size;
    ReadyItem moved = at(last);
    heap[last] = null;
    if (hole == last) {
      return;
    }
    long deadline = keys[2 * last];
    long order = keys[2 * last + 1];
    if (hole > 0 && isBefore(deadline, order, (hole - 1) >> CHILDREN_SHIFT)) {
      siftUp(hole, moved, deadline, order);
    } else {
      siftDown(hole, moved, deadline, order);
    }
  }

  private void siftUp(int from, ReadyItem timer, long deadline, long order) {
    int hole = from;
    while (hole > 0) {
      int parent = (hole - 1) >> CHILDREN_SHIFT;
      if (!isBefore(deadline, order, parent)) {
        break;
      }
      put(hole, at(parent), keys[2 * parent], keys[2 * parent + 1]);
      hole = parent;
    }
    put(hole, timer, deadline, order);
  }

  private void siftDown(int from, ReadyItem timer, long deadline, long order) {
    int hole = from;
    for (; ; ) {
      int least = leastChild(hole);
      if (least >= size || isBefore(deadline, order, least)) {
        break;
      }
      put(hole, at(least), keys[2 * least], keys[2 * least + 1]);
      hole = least;
    }
    put(hole, timer, deadline, order);
  }

  /** Returns the child with the earliest key; {@link #size} or more if there is none. */
  private int leastChild(int parent) {
    int least = (parent << CHILDREN_SHIFT) + 1;
    int end = Math.min(least + (1 << CHILDREN_SHIFT), size);
    for (int sibling = least + 1; sibling < end; sibling++) {
      if (isBefore(keys[2 * sibling], keys[2 * sibling + 1], least)) {
        least = sibling;
      }
    }
    return least;
  }

  /** Returns whether the key is before that of the timer at the index. */
  private boolean isBefore(long deadline, long order, int index) {
    long apart = deadline - keys[2 * index];
    return apart != 0 ? apart < 0 : order < keys[2 * index + 1];
  }

  @SuppressWarnings("NullAway") // below size there are no gaps
  private ReadyItem at(int index) {
    return heap[index];
  }

  private void put(int index, ReadyItem timer, long deadline, long order) {
    heap[index] = timer;
    keys[2 * index] = deadline;
    keys[2 * index + 1] = order;
    timer.timerIndex = index;
  }
}
