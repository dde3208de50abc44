package io.jobwheel.eventloop;

import org.jspecify.annotations.Nullable;

/** A callback, or the wake-up of a sleeping task, that is due at a time of the loop's ticker. */
public final class TimerHandle extends Handle {

  /** The index of a timer that is in no heap. */
  static final int NOT_SET = -1;

  final long deadline;
  // ties go in the order of setting
  final long order;
  final @Nullable Task<?> sleeper;
  // where it stands in the heap; kept by the heap
  int index = NOT_SET;

  TimerHandle(
      EventLoop loop,
      long deadline,
      long order,
      @Nullable Runnable callback,
      @Nullable Task<?> sleeper) {
    super(loop, callback);
    this.deadline = deadline;
    this.order = order;
    this.sleeper = sleeper;
  }

  /** When it is due, in nanoseconds of the loop's ticker. */
  public long deadline() {
    return deadline;
  }

  /** Takes the timer back and leaves no trace of it in the loop. */
  @Override
  public void cancel() {
    super.cancel();
    loop().forget(this);
  }

  boolean isBefore(TimerHandle other) {
    // the difference, since a nanosecond clock may wrap around
    long apart = deadline - other.deadline;
    return apart != 0 ? apart < 0 : order < other.order;
  }
}
