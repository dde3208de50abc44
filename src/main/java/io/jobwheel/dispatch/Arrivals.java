package io.jobwheel.dispatch;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.store.Wakeups;
import java.util.List;

/**
 * Spreads the word that jobs were queued: on this node, and to the others. Safe from any thread.
 */
final class Arrivals {

  private final LaneQueues queues;
  private final SubmitterLines submitters;
  private final Bell bell;
  private final Wakeups wakeups;

  Arrivals(LaneQueues queues, SubmitterLines submitters, Bell bell, Wakeups wakeups) {
    this.queues = queues;
    this.submitters = submitters;
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

  /** Jobs that did not end are queued again, and that is committed. */
  void cameBack(List<Job> jobs) {
    jobs.forEach(submitters::cameBack);
    jobs.stream().map(Job::mode).distinct().forEach(this::queued);
  }
}
