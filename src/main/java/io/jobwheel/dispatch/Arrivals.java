package io.jobwheel.dispatch;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.store.Wakeups;

/**
 * Spreads the word that jobs were queued: on this node, and to the others. Safe from any thread.
 */
final class Arrivals {

  private final LaneQueues queues;
  private final Bell bell;
  private final Wakeups wakeups;

  Arrivals(LaneQueues queues, Bell bell, Wakeups wakeups) {
    this.queues = queues;
    this.bell = bell;
    this.wakeups = wakeups;
  }

  /** Listens to the others from now on. */
  void start() {
    wakeups.start(() -> {
      queues.anyMayHaveMore();
      bell.ring();
    });
  }

  /** Whether other nodes may take jobs from here, and end them. */
  boolean fromOthers() {
    return wakeups.isShared();
  }

  /** Jobs of that mode were queued by this node, and that is committed. */
  void queued(ExecutionMode mode) {
    queues.of(mode).arrived();
    bell.ring();
    wakeups.jobsQueued();
  }
}
