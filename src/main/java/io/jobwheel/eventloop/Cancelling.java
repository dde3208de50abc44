package io.jobwheel.eventloop;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * One request to cancel on its way down: from a task to what it waits for, and from there to what
 * that waits for, to the innermost wait. It goes step by step and not by recursion, for a chain of
 * tasks may be longer than a stack is deep, and it asks nobody twice, for tasks may wait for each
 * other in a circle.
 */
final class Cancelling {

  private final String reason;
  private final ArrayDeque<Future<?>> next = new ArrayDeque<>();
  private final Set<Future<?>> asked = Collections.newSetFromMap(new IdentityHashMap<>());

  Cancelling(String reason) {
    this.reason = reason;
  }

  String reason() {
    return reason;
  }

  /** Cancels the future, and all that it hands the request on to; false when it was done. */
  boolean cancel(Future<?> future) {
    boolean open = handOn(future);
    for (Future<?> each; (each = next.poll()) != null; ) {
      each.cancelStep(this);
    }
    return open;
  }

  /**
   * Has the future cancelled later on in {@link #cancel}.
   *
   * @return false when it is done, or was asked before: its end is no answer to this request then
   */
  boolean handOn(Future<?> future) {
    if (!future.isCancellable() || !asked.add(future)) {
      return false;
    }
    next.add(future);
    return true;
  }
}
