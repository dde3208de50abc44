package io.jobwheel.eventloop;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Iterator;

/**
 * One request to cancel on its way down: from a task to what it waits for, and from there to what
 * that waits for, to the innermost waits. A depth-first search with a stack of its own, for a chain
 * of tasks may be longer than a stack is deep. It asks nobody twice; where it comes back to its own
 * path, tasks wait for each other in a ring, and it ends the wait that closes the ring.
 */
final class CancelPropagation {

  private record Visit(Future<?> future, Iterator<? extends Future<?>> next) {}

  private final String reason;
  private final ArrayDeque<Visit> path = new ArrayDeque<>();
  // everybody who was asked, and whether he is on the path
  private final IdentityHashMap<Future<?>, Boolean> onPath = new IdentityHashMap<>();

  CancelPropagation(String reason) {
    this.reason = reason;
  }

  /**
   * Cancels the future, and all that it hands the request on to.
   *
   * @return false when it was done; true without a second request when it was asked before
   */
  boolean cancel(Future<?> future) {
    if (!future.isCancellable()) {
      return false;
    }
    if (!onPath.containsKey(future)) {
      visit(future);
    }
    for (Visit visit; (visit = path.peek()) != null; ) {
      if (visit.next().hasNext()) {
        propagate(visit.future(), visit.next().next());
      } else {
        onPath.put(visit.future(), false);
        path.pop();
      }
    }
    return true;
  }

  private void visit(Future<?> future) {
    Collection<? extends Future<?>> next = future.requestCancel(reason);
    onPath.put(future, !next.isEmpty());
    if (!next.isEmpty()) {
      path.push(new Visit(future, next.iterator()));
    }
  }

  private void propagate(Future<?> from, Future<?> to) {
    Boolean isOnPath = onPath.get(to);
    if (isOnPath == null) {
      if (to.isCancellable()) {
        visit(to);
      }
    } else if (isOnPath) {
      from.cancelSelf(reason);
    }
  }
}
