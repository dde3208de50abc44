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

  private final WaitQueue waiters;
  private boolean set;

  /** An event that is not set; any thread may make it. */
  public Event(EventLoop loop) {
    waiters = new WaitQueue(loop, this);
  }

  /** Raises the flag, and wakes everybody who waits; nothing when it is set already. */
  public void set() {
    waiters.enter("set an event");
    if (!set) {
      set = true;
      waiters.wakeAll();
    }
  }

  /**
   * Lowers the flag: from now on, tasks wait again. Those that {@link #set} has woken go on, even
   * if their turn has not come yet. Nothing when it is not set.
   */
  public void clear() {
    waiters.enter("clear an event");
    set = false;
  }

  /** Whether the flag is raised. */
  public boolean isSet() {
    waiters.ensureOnLoop("ask whether an event is set");
    return set;
  }

  /**
   * Waits until the event is set; returns at once, without giving others their turn, when it is.
   *
   * @throws CancellationException when the task is cancelled in the wait
   * @throws IllegalStateException when the caller is not a task of the event's loop
   */
  public void await() {
    waiters.enterTask("await an event");
    if (!set) {
      waiters.await();
    }
  }

  @Override
  public String toString() {
    return "Event[%s, %s, waiting=%d]"
        .formatted(waiters.loop().name(), set ? "set" : "unset", waiters.waiting());
  }
}
