package io.jobwheel.eventloop;

import java.util.concurrent.CancellationException;

/**
 * A point that a fixed number of tasks of one loop pass together: asyncio's {@code Barrier}. It can
 * be used again and again; tasks that come while the last ones leave wait until they have left.
 *
 * <p>A task that is cancelled while it waits leaves the barrier as if it had never come; unlike
 * {@link java.util.concurrent.CyclicBarrier}, that does not break it.
 *
 * <p>Made for one loop and confined to it: every method must be called by a task of the loop, or,
 * if it does not wait, by a callback, and throws {@link IllegalStateException} otherwise.
 */
public final class Barrier {

  private enum State {
    FILLING,
    DRAINING,
    RESETTING,
    BROKEN
  }

  private final int parties;
  private final EventLoop loop;
  private final Line outside;
  private final Line inside;
  private State state = State.FILLING;
  private int count;

  /**
   * A barrier that opens when {@code parties} tasks wait at it. Any thread may make it.
   *
   * @throws IllegalArgumentException when {@code parties} is less than one
   */
  public Barrier(EventLoop loop, int parties) {
    if (parties < 1) {
      throw new IllegalArgumentException("a barrier cannot have %d parties".formatted(parties));
    }
    this.loop = loop;
    this.parties = parties;
    this.outside = new Line(loop, this);
    this.inside = new Line(loop, this);
  }

  /**
   * Waits until as many tasks wait as the barrier has parties.
   *
   * @return a number from zero to one less than the parties, different for each task of a round
   * @throws BrokenBarrierException when the barrier is broken, or is aborted or reset in the wait
   * @throws CancellationException when the task is cancelled in the wait
   * @throws IllegalStateException when the caller is not a task of the barrier's loop
   */
  public int await() {
    outside.enterTaskForSeveral("await a barrier");
    while (state == State.DRAINING || state == State.RESETTING) {
      outside.await();
    }
    if (state == State.BROKEN) {
      throw new BrokenBarrierException("%s is broken".formatted(this));
    }
    int index = count++;
    try {
      if (count == parties) {
        state = State.DRAINING;
        inside.callAll();
      } else {
        awaitOpening();
      }
    } finally {
      leave();
    }
    return index;
  }

  private void awaitOpening() {
    while (state == State.FILLING) {
      inside.await();
    }
    if (state != State.DRAINING) {
      throw new BrokenBarrierException("%s was aborted or reset".formatted(this));
    }
  }

  private void leave() {
    count--;
    if (count == 0 && (state == State.DRAINING || state == State.RESETTING)) {
      state = State.FILLING;
      outside.callAll();
    }
  }

  /**
   * Empties the barrier: tasks that wait at it get a {@link BrokenBarrierException}. A broken
   * barrier can be used again when they have left.
   *
   * @throws IllegalStateException when called from outside the loop
   */
  public void reset() {
    inside.enter("reset a barrier");
    state = count > 0 ? State.RESETTING : State.FILLING;
    inside.callAll();
    if (count == 0) {
      outside.callAll();
    }
  }

  /**
   * Breaks the barrier until it is {@link #reset}: tasks that wait at it, and those that come
   * later, get a {@link BrokenBarrierException}.
   *
   * @throws IllegalStateException when called from outside the loop
   */
  public void abort() {
    inside.enter("abort a barrier");
    state = State.BROKEN;
    inside.callAll();
    outside.callAll();
  }

  /** How many tasks pass the barrier together. Any thread may ask. */
  public int parties() {
    return parties;
  }

  /** How many tasks wait at the barrier now; zero while they leave. */
  public int waiting() {
    inside.ensureOnLoop("count the tasks at a barrier");
    return state == State.FILLING ? count : 0;
  }

  /** Whether the barrier was aborted. */
  public boolean isBroken() {
    inside.ensureOnLoop("ask whether a barrier is broken");
    return state == State.BROKEN;
  }

  @Override
  public String toString() {
    return "Barrier[%s, %s, waiting=%d/%d]".formatted(loop.name(), state, count, parties);
  }
}
