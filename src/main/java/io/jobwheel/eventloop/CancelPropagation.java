package io.jobwheel.eventloop;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Iterator;

/**
 * Propagates one cancellation request from a task to the future that it waits for, and on to the
 * innermost waits. A depth-first search with an explicit stack, because a chain of tasks may be
 * longer than a thread's stack is deep. Each future gets the request once. If the search returns to
 * its own path, tasks wait for each other in a cycle, and the wait that closes the cycle is ended.
 */
final class CancelPropagation {

  private record Visit(Future<?> future, Iterator<? extends Future<?>> next) {}

  private final String reason;
  private final ArrayDeque<Visit> path = new ArrayDeque<>();
  // the futures that got the request; true while they are on the path
  private final IdentityHashMap<Future<?>, Boolean> onPath = new IdentityHashMap<>();

  CancelPropagation(String reason) {
    this.reason = reason;
  }

  /**
   * Cancels the future, and all futures to which it propagates the request.
   *
   * @return false if it was done; true, without a second request, if it already got this request
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
