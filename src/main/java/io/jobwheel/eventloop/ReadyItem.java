package io.jobwheel.eventloop;

import org.jspecify.annotations.Nullable;

/**
 * What can stand in the {@link ReadyQueue}, a task that goes on or a callback, and in the {@link
 * TimerHeap}. Both keep their marks in here, so that neither needs memory for an entry that becomes
 * ready: there may be none. Confined to its loop.
 */
abstract sealed class ReadyItem permits Future, Handle {

  /** The index of an item that is in no heap. */
  static final int NOT_SET = -1;

  // since when it could have run, on the loop's ticker; the loop's delay is measured from here
  long readyAt;
  // kept by the ready queue: the next one, while it stands in there
  @Nullable ReadyItem nextReady;
  // kept by the timer heap: where it stands in there, else NOT_SET; read by any thread
  int timerIndex = NOT_SET;
}
