package io.jobwheel.dispatch;

import io.jobwheel.dispatch.JobEvent.JobQueued;
import io.jobwheel.dispatch.JobEvent.JobsSubmitted;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.store.Wakeups;

/**
 * Wakes the dispatcher of this node, and those of others, when jobs are queued. Safe from any
 * thread.
 */
final class QueueNotifier implements JobEventListener {

  private final LaneQueues queues;
  private final WakeUp dispatcher;
  private final Wakeups wakeups;

  QueueNotifier(LaneQueues queues, WakeUp dispatcher, Wakeups wakeups) {
    this.queues = queues;
    this.dispatcher = dispatcher;
    this.wakeups = wakeups;
  }

  /** Listens to other nodes from now on. */
  void start() {
    wakeups.start(() -> {
      queues.anyMayHaveMore();
      dispatcher.request();
    });
  }

  /** Whether other nodes can take jobs from this one, and end them. */
  boolean isShared() {
    return wakeups.isShared();
  }

  @Override
  public void onEvent(JobEvent event) {
    if (event instanceof JobsSubmitted(var jobs)) {
      for (Job job : jobs) {
        if (job.state() == JobState.QUEUED) {
          queued(job.mode());
          return; // the others share its mode
        }
      }
    } else if (event instanceof JobQueued(var job)) {
      queued(job.mode());
    }
  }

  private void queued(ExecutionMode mode) {
    queues.of(mode).arrived();
    dispatcher.request();
    wakeups.jobsQueued();
  }
}
