package io.jobwheel.eventloop;

/**
 * Represents the request of a scope, a {@link Timeout} or a {@link TaskGroup}, to cancel the task
 * that runs it. The scope withdraws the request at its end, and then has to determine whose
 * cancellation ended its body: the scope's own stays inside, any other one is thrown. Confined to
 * the loop.
 */
final class ScopeCancellation {

  private static final int NONE_PENDING = -1;

  private final Task<?> task;
  private final int requestsBefore;
  // how many cancellations had been thrown if one was pending when the scope began, else
  // NONE_PENDING
  private final int thrownBefore;
  private boolean requested;
  private boolean mergesWithEarlier;

  /** Creates the request of a scope that begins now. */
  ScopeCancellation(Task<?> task) {
    this.task = task;
    this.requestsBefore = task.cancelling();
    this.thrownBefore = task.isCancelPending() ? task.cancellationsThrown() : NONE_PENDING;
  }

  /** Cancels the task. Must be called at most once. */
  void request(String reason) {
    requested = true;
    // several requests cause one exception: the earlier one's, if that is already on its way
    mergesWithEarlier = thrownBefore == task.cancellationsThrown() && task.cancelling() > 0;
    task.doCancel(reason);
  }

  boolean isRequested() {
    return requested;
  }

  /**
   * Withdraws the request. Returns whether it was made, and was the only one since the scope began.
   */
  boolean withdraw() {
    if (!requested) {
      return false;
    }
    boolean only = task.uncancel() <= requestsBefore && !mergesWithEarlier;
    if (only) {
      task.clearPendingCancel(); // no wait has thrown it
    }
    return only;
  }
}
