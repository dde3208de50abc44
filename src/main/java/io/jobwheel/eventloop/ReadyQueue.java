package io.jobwheel.eventloop;

import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Queues the items that are ready to run, first in, first out. Linked through the items themselves:
 * adding an item needs no memory, so it cannot fail. Confined to the loop.
 */
final class ReadyQueue {

  private @Nullable ReadyItem first;
  private @Nullable ReadyItem last;
  private int size;

  int size() {
    return size;
  }

  /** Adds the item at the end. Does nothing if it is already in the queue. */
  void add(ReadyItem item) {
    if (item.nextReady != null || item == last) {
      return;
    }
    if (last == null) {
      first = item;
    } else {
      last.nextReady = item;
    }
    last = item;
    size++;
  }

  /** Returns the first item without removing it; {@code null} if there is none. */
  @Nullable ReadyItem peek() {
    return first;
  }

  /** Removes and returns the first item. */
  ReadyItem remove() {
    ReadyItem item = first;
    if (item == null) {
      throw new NoSuchElementException("nothing is ready");
    }
    first = item.nextReady;
    item.nextReady = null;
    if (first == null) {
      last = null;
    }
    size--;
    return item;
  }
}
