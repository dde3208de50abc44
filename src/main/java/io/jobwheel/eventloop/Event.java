package io.jobwheel.eventloop;

import java.util.concurrent.CancellationException;

/**
 * Represents a flag that the tasks of one loop wait for: asyncio's {@code Event}. Initially not
 * set.
 *
 * <p>Belongs to one loop and is confined to it: every method must be called by a task or a callback
 * of the loop, or by the loop's own thread while the loop does not run. Otherwise the method throws
 * {@link IllegalStateException} and has no effect.
 */
public final class Event {

  private final WaitQueue waiters;
  private boolean set;

  /** Creates an event that is not set. Any thread may call it. */
  public Event(EventLoop loop) {
    waiters = new WaitQueue(loop, this);
  }

  /** Sets the event and wakes every task that waits for it. Does nothing if it is already set. */
  public void set() {
    waiters.enter("set an event");
    if (!set) {
      set = true;
      waiters.wakeAll();
    }
  }

  /**
   * Clears the event: from now on, tasks wait again. Tasks that {@link #set} has woken continue,
   * even if they have not run yet. Does nothing if the event is not set.
   */
  public void clear() {
    waiters.enter("clear an event");
    set = false;
  }

  /** Returns whether the event is set. */
  public boolean isSet() {
    waiters.ensureOnLoop("check whether an event is set");
    return set;
  }

  /**
   * Waits until the event is set. If it is set, returns at once, without letting other tasks run.
   *
   * @throws CancellationException if the task is cancelled in the wait
   * @throws IllegalStateException if the caller is not a task of the event's loop
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
