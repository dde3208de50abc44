package io.jobwheel.eventloop;

/** What a {@link TimerHeap} holds: something that becomes ready at a time. */
sealed interface Timed extends Ready permits Task, TimerHandle {

  /** The index of what is in no heap. */
  int NOT_SET = -1;

  /** Where it stands in the heap, else {@link #NOT_SET}. */
  int timerIndex();

  /** For the heap only. */
  void timerIndex(int index);
}
