package io.jobwheel.eventloop;

import java.util.concurrent.CancellationException;

/**
 * A flag that the tasks of one loop wait for: asyncio's {@code Event}. Not set at first.
 *
 * <p>Made for one loop and confined to it: every method must be called by a task or a callback of
 * the loop, or by the loop's own thread while it does not run, and throws {@link
 * IllegalStateException} otherwise, without an effect.
 */
public final class Event {

  private final Line line;
  private boolean set;

  /** An event that is not set; any thread may make it. */
  public Event(EventLoop loop) {
    line = new Line(loop, this);
  }

  /** Raises the flag, and wakes everybody who waits; nothing when it is set already. */
  public void set() {
    line.enter("set an event");
    if (!set) {
      set = true;
      line.callAll();
    }
  }

  /**
   * Lowers the flag: from now on, tasks wait again. Those that {@link #set} has woken go on, even
   * if their turn has not come yet. Nothing when it is not set.
   */
  public void clear() {
    line.enter("clear an event");
    set = false;
  }

  /** Whether the flag is raised. */
  public boolean isSet() {
    line.ensureOnLoop("ask whether an event is set");
    return set;
  }

  /**
   * Waits until the event is set; returns at once, without giving others their turn, when it is.
   *
   * @throws CancellationException when the task is cancelled in the wait
   * @throws IllegalStateException when the caller is not a task of the event's loop
   */
  public void await() {
    line.enterTask("await an event");
    if (!set) {
      line.await();
    }
  }

  @Override
  public String toString() {
    return "Event[%s, %s, waiting=%d]"
        .formatted(line.loop().name(), set ? "set" : "unset", line.waiting());
  }
}
