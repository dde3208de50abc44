package io.jobwheel.eventloop;

/** A callback that is due at a time of the loop's ticker. */
public final class TimerHandle extends Handle implements Timed {

  private final long deadline;
  private int timerIndex = NOT_SET;

  TimerHandle(EventLoop loop, long deadline, Runnable callback) {
    super(loop, callback);
    this.deadline = deadline;
  }

  /** When it is due, in nanoseconds of the loop's ticker. */
  public long deadline() {
    return deadline;
  }

  /** Takes the timer back and leaves no trace of it in the loop. */
  @Override
  public void cancel() {
    super.cancel();
    var _ = loop().baton().forget(this);
  }

  @Override
  public int timerIndex() {
    return timerIndex;
  }

  @Override
  public void timerIndex(int index) {
    timerIndex = index;
  }
}
