package io.jobwheel.eventloop;

import org.jspecify.annotations.Nullable;

/**
 * Represents an entry of the {@link ReadyQueue}, a task to continue or a callback, and of the
 * {@link TimerHeap}. Both keep their links in the entry, so that an entry becomes ready without
 * allocating memory: there may be none. Confined to its loop.
 */
abstract sealed class ReadyItem permits Future, Handle {

  /** Index of an item that is not in a heap. */
  static final int NOT_SET = -1;

  // since when the item could have run, on the loop's ticker; the loop's delay is measured from
  // here
  long readyAt;
  // maintained by the ready queue: the next item, while this one is in the queue
  @Nullable ReadyItem nextReady;
  // maintained by the timer heap: the index in the heap, else NOT_SET; read by any thread
  int timerIndex = NOT_SET;
}
