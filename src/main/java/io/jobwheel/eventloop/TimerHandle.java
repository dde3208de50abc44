package io.jobwheel.eventloop;

/**
 * Represents a callback that is due at a time of the loop's ticker: asyncio's {@code TimerHandle}.
 */
public final class TimerHandle extends Handle {

  private final long deadline;

  TimerHandle(EventLoop loop, long deadline, Runnable callback) {
    super(loop, callback);
    this.deadline = deadline;
  }

  /** Returns the time at which the callback is due, in nanoseconds of {@link EventLoop#time}. */
  public long when() {
    return deadline;
  }

  /** Same as {@link #cancel}; also removes the timer from the loop. */
  @Override
  void doCancel() {
    super.doCancel();
    var _ = loop().baton().cancelTimer(this);
  }
}
