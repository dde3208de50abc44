package io.jobwheel.eventloop;

import java.util.concurrent.CancellationException;

/**
 * Lets a fixed number of tasks of one loop pass a point together: asyncio's {@code Barrier}. Each
 * task that calls {@link #await} waits until {@link #parties} tasks wait; then all of them
 * continue, and the barrier can be used again.
 *
 * <p>The barrier <em>fills</em> while tasks arrive, and <em>drains</em> while the tasks of a
 * complete round leave. A task that arrives while the barrier drains waits until the last task of
 * that round has left, and then takes part in the next round.
 *
 * <p>Belongs to one loop and is confined to it: every method must be called by a task or a callback
 * of the loop, or by the loop's own thread while the loop does not run. Otherwise the method throws
 * {@link IllegalStateException} and has no effect.
 */
public final class Barrier {

  private enum BarrierState {
    FILLING,
    DRAINING,
    // reset while tasks wait or leave: they leave with an exception, then the barrier fills again
    RESETTING,
    BROKEN
  }

  private final int parties;
  // the tasks of the current round; the woken ones have to leave, and have not left yet
  private final WaitQueue round;
  // the tasks that arrived while a round was leaving
  private final WaitQueue arrivals;
  private BarrierState state;
  // how many tasks of the complete round have left, in the order of their arrival
  private int departed;

  /**
   * Creates a barrier; any thread may do so.
   *
   * @param parties the number of tasks that pass together
   * @throws IllegalArgumentException if {@code parties} is less than 1
   */
  public Barrier(EventLoop loop, int parties) {
    if (parties < 1) {
      throw new IllegalArgumentException(
          "a barrier needs at least 1 party, not %d".formatted(parties));
    }
    StackHeadroom.ensureAnywhere(); // to load State
    this.parties = parties;
    this.round = new WaitQueue(loop, this);
    this.arrivals = new WaitQueue(loop, this);
    this.state = BarrierState.FILLING;
  }

  /**
   * Waits until {@link #parties} tasks wait, and returns the calling task's index in its round. The
   * last task to arrive does not suspend and gets {@code parties() - 1}; the others get 0, 1, 2 and
   * so on, in the order of their arrival. No two tasks of a round get the same index.
   *
   * <p>A task that is cancelled while the barrier fills no longer counts; the others continue to
   * wait. A task that is cancelled after its round is complete, but before it has continued, throws
   * the cancellation; the others pass.
   *
   * @throws BrokenBarrierException if the barrier is aborted, or is aborted or reset in the wait
   * @throws CancellationException if the task is cancelled in the wait
   * @throws IllegalStateException if the caller is not a task of the barrier's loop
   */
  public int await() {
    round.enterCompoundTask("await a barrier");
    while (state == BarrierState.DRAINING || state == BarrierState.RESETTING) {
      arrivals.await();
    }
    if (state == BarrierState.BROKEN) {
      throw broken("aborted");
    }
    if (round.waiting() + 1 == parties) {
      departed = 0;
      release(BarrierState.DRAINING);
      return parties - 1;
    }
    WaitQueue.Waiter waiter = round.newWaiter();
    try {
      waiter.await();
      return switch (state) {
        case DRAINING -> departed;
        case RESETTING -> throw broken("reset");
        case BROKEN -> throw broken("aborted");
        case FILLING -> throw new AssertionError("woken before the round was complete: " + this);
      };
    } finally {
      if (waiter.isWoken()) {
        departed++; // also if it was cancelled since then
      }
      fillIfEmpty();
    }
  }

  /**
   * Returns the barrier to its initial, empty state. Every task that waits, or that has not yet
   * continued, gets a {@link BrokenBarrierException}. An aborted barrier can be used again.
   *
   * @throws IllegalStateException if called from outside the loop
   */
  public void reset() {
    round.enterCompound("reset a barrier");
    release(BarrierState.RESETTING);
  }

  /**
   * Breaks the barrier. Every task that waits, or that has not yet continued, gets a {@link
   * BrokenBarrierException}, as does every later call of {@link #await} until {@link #reset} is
   * called. For a task that can no longer take part, if the others would wait forever. A second
   * call has no effect.
   *
   * @throws IllegalStateException if called from outside the loop
   */
  public void abort() {
    round.enterCompound("abort a barrier");
    release(BarrierState.BROKEN);
    arrivals.wakeAll();
  }

  /** Returns the number of tasks that pass together. Any thread may call it. */
  public int parties() {
    return parties;
  }

  /** Returns the number of tasks that wait for others to arrive; 0 while the barrier drains. */
  public int waiting() {
    round.ensureOnLoop("count the tasks at a barrier");
    return round.waiting();
  }

  /** Returns whether the barrier was aborted and not reset since then. */
  public boolean isBroken() {
    round.ensureOnLoop("check whether a barrier is broken");
    return state == BarrierState.BROKEN;
  }

  private void release(BarrierState next) {
    state = next;
    round.wakeAll();
    fillIfEmpty();
  }

  private void fillIfEmpty() {
    if (state != BarrierState.BROKEN && round.isEmpty()) {
      state = BarrierState.FILLING;
      arrivals.wakeAll();
    }
  }

  private BrokenBarrierException broken(String how) {
    return new BrokenBarrierException("the barrier was %s: %s".formatted(how, this));
  }

  @Override
  public String toString() {
    return "Barrier[%s, %s, waiting=%d/%d]"
        .formatted(round.loop().name(), state, round.waiting(), parties);
  }
}
