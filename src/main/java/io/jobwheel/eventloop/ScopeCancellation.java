package io.jobwheel.eventloop;

/**
 * The request of a scope to cancel the task that runs it: of a {@link Timeout}, or of a {@link
 * TaskGroup}. The scope takes it back at its end, and then has to say whose the cancellation was
 * that ended its body: the scope's own one stays inside, any other goes on. Confined to the loop.
 */
final class ScopeCancellation {

  private static final int NONE_PENDING = -1;

  private final Task<?> task;
  private final int requestsBefore;
  // how many were thrown when the scope began with one still to be thrown, else NONE_PENDING
  private final int thrownBefore;
  private boolean requested;
  private boolean mergesWithEarlier;

  /** Of a scope that begins now. */
  ScopeCancellation(Task<?> task) {
    this.task = task;
    this.requestsBefore = task.cancelling();
    this.thrownBefore = task.isCancelPending() ? task.cancellationsThrown() : NONE_PENDING;
  }

  /** Cancels the task; at most once. */
  void request(String reason) {
    requested = true;
    // several requests have one exception: it is the earlier one's if that is on its way
    mergesWithEarlier = thrownBefore == task.cancellationsThrown() && task.cancelling() > 0;
    task.doCancel(reason);
  }

  boolean isRequested() {
    return requested;
  }

  /** Takes the request back; whether it was made, and was the only one since the scope began. */
  boolean withdraw() {
    if (!requested) {
      return false;
    }
    boolean only = task.uncancel() <= requestsBefore && !mergesWithEarlier;
    if (only) {
      task.clearPendingCancel(); // no wait came to throw it from
    }
    return only;
  }
}
