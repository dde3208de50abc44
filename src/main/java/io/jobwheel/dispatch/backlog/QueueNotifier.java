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
import org.jspecify.annotations.Nullable;

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
      boolean queued = false;
      @Nullable ExecutionMode last = null;
      for (Job job : jobs) {
        if (job.state() == JobState.QUEUED && job.mode() != last) {
          last = job.mode(); // mostly that of all the jobs
          backlogs.of(last).expectJobs();
          queued = true;
        }
      }
      if (queued) {
        wakeUp();
      }
    } else if (event instanceof JobQueued(var job)) {
      backlogs.of(job.mode()).expectJobs();
      wakeUp();
    }
  }

  private void wakeUp() {
    dispatcher.request();
    jobNotifier.jobsQueued();
  }
}
