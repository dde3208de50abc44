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
 * Wakes the dispatchers of this node and of other nodes when jobs are queued. Safe for use by any
 * thread.
 */
public final class QueueNotifier implements JobEventListener {

  private final LaneBacklogs backlogs;
  private final WakeUp dispatcher;
  private final JobNotifier jobNotifier;

  QueueNotifier(LaneBacklogs backlogs, WakeUp dispatcher, JobNotifier jobNotifier) {
    this.backlogs = backlogs;
    this.dispatcher = dispatcher;
    this.jobNotifier = jobNotifier;
  }

  /** Starts to receive the notifications of other nodes. */
  public void start() {
    jobNotifier.start(() -> {
      backlogs.expectJobs();
      dispatcher.request();
    });
  }

  /** Returns whether other nodes share the store. */
  public boolean isShared() {
    return jobNotifier.isShared();
  }

  @Override
  public void onEvent(JobEvent event) {
    if (event instanceof JobsSubmitted(var jobs)) {
      for (Job job : jobs) {
        if (job.state() == JobState.QUEUED) {
          queued(job.mode());
          return; // all jobs of a submission share their mode
        }
      }
    } else if (event instanceof JobQueued(var job)) {
      queued(job.mode());
    }
  }

  private void queued(ExecutionMode mode) {
    backlogs.of(mode).expectJobs();
    dispatcher.request();
    jobNotifier.jobsQueued();
  }
}
