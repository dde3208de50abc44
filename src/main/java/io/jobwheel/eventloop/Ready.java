package io.jobwheel.eventloop;

/** What can stand in the ready queue: a task that goes on, or a callback. */
sealed interface Ready permits Timed, Handle {

  /** Since when it could have run, on the loop's ticker; the loop's delay is measured from here. */
  long readyAt();

  void readyAt(long nanos);
}
