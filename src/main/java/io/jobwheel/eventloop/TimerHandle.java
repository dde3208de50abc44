package io.jobwheel.eventloop;

/** A callback that is due at a time of the loop's ticker. */
public final class TimerHandle extends Handle {

  private final long deadline;

  TimerHandle(EventLoop loop, long deadline, Runnable callback) {
    super(loop, callback);
    this.deadline = deadline;
  }

  /** When it is due, in nanoseconds of the loop's ticker. */
  public long when() {
    return deadline;
  }

  /** As {@link #cancel}; it leaves no trace of the timer in the loop. */
  @Override
  void doCancel() {
    super.doCancel();
    var _ = loop().baton().cancelTimer(this);
  }
}
