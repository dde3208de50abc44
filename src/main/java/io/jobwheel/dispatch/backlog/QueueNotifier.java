package io.jobwheel.dispatch.backlog;

import io.jobwheel.dispatch.WakeUp;
import io.jobwheel.dispatch.event.JobEvent;
import io.jobwheel.dispatch.event.JobEvent.JobQueued;
import io.jobwheel.dispatch.event.JobEvent.JobsSubmitted;
import io.jobwheel.dispatch.event.JobEventListener;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.store.JobNotifier;

/**
 * Wakes the dispatcher of this node, and those of others, when jobs are queued. Safe from any
 * thread.
 */
public final class QueueNotifier implements JobEventListener {

  private final LaneBacklogs queues;
  private final WakeUp dispatcher;
  private final JobNotifier wakeups;

  QueueNotifier(LaneBacklogs queues, WakeUp dispatcher, JobNotifier wakeups) {
    this.queues = queues;
    this.dispatcher = dispatcher;
    this.wakeups = wakeups;
  }

  /** Listens to other nodes from now on. */
  public void start() {
    wakeups.start(() -> {
      queues.anyMayHaveMore();
      dispatcher.request();
    });
  }

  /** Whether other nodes can take jobs from this one, and end them. */
  public boolean isShared() {
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
