package io.jobwheel.eventloop;

import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * What has its turn next, first come, first served. Linked through the items themselves: adding one
 * needs no memory, and so cannot fail. Confined to the loop.
 */
final class ReadyQueue {

  private @Nullable ReadyItem first;
  private @Nullable ReadyItem last;
  private int size;

  int size() {
    return size;
  }

  /** Adds the item at the end; nothing when it stands in the queue already. */
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

  /** The first item, which stays; null when there is none. */
  @Nullable ReadyItem peek() {
    return first;
  }

  /** Takes the first item out. */
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
