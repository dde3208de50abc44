package io.jobwheel.dispatch.backlog;

import io.jobwheel.dispatch.WakeUp;
import io.jobwheel.dispatch.event.JobEvent;
import io.jobwheel.dispatch.event.JobEvent.JobDuplicated;
import io.jobwheel.dispatch.event.JobEvent.JobQueued;
import io.jobwheel.dispatch.event.JobEvent.JobRedriven;
import io.jobwheel.dispatch.event.JobEvent.JobsAdded;
import io.jobwheel.dispatch.event.JobEvent.JobsReleased;
import io.jobwheel.dispatch.event.JobEvent.JobsSubmitted;
import io.jobwheel.dispatch.event.JobEventListener;
import io.jobwheel.dispatch.pause.ActivePauses;
import io.jobwheel.dispatch.pause.PauseSnapshot;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.store.Duplicate.DuplicateOutcome;
import io.jobwheel.store.JobNotifier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Wakes the dispatchers of this node and of other nodes when jobs are queued. A paused job wakes
 * none: a claim would read over it in vain. Safe for use by any thread.
 */
public final class QueueNotifier implements JobEventListener {

  private final LaneBacklogs backlogs;
  private final WakeUp dispatcher;
  private final JobNotifier jobNotifier;
  private final ActivePauses pauses;

  QueueNotifier(
      LaneBacklogs backlogs, WakeUp dispatcher, JobNotifier jobNotifier, ActivePauses pauses) {
    this.backlogs = backlogs;
    this.dispatcher = dispatcher;
    this.jobNotifier = jobNotifier;
    this.pauses = pauses;
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

  /** Records that jobs of any mode may start, because a pause has ended. */
  public void jobsMayStart() {
    backlogs.expectAll();
    wakeUp();
  }

  @Override
  public void onEvent(JobEvent event) {
    PauseSnapshot paused = pauses.current();
    if (event instanceof JobsSubmitted(var jobs)) {
      queued(jobs, paused);
    } else if (event instanceof JobsAdded(var jobs)) {
      queued(jobs, paused);
    } else if (event instanceof JobsReleased(var jobs)) {
      queued(jobs, paused);
    } else if (event instanceof JobQueued(var job)) {
      queuedAgain(job, paused);
    } else if (event instanceof JobRedriven(var job)) {
      queuedAgain(job, paused);
    } else if (event instanceof JobDuplicated(var holder, var decision)
        && decision == DuplicateOutcome.REPLACED
        && holder.state() == JobState.QUEUED) {
      queuedAgain(holder, paused);
    }
  }

  private void queued(List<Job> jobs, PauseSnapshot paused) {
    boolean queued = false;
    @Nullable ExecutionMode last = null;
    for (Job job : jobs) {
      if (job.state() == JobState.QUEUED
          && job.mode() != last
          && !paused.covers(job.type(), job.submitter())) {
        last = job.mode(); // mostly that of all the jobs
        backlogs.of(last).expectJobs();
        queued = true;
      }
    }
    if (queued) {
      wakeUp();
    }
  }

  private void queuedAgain(Job job, PauseSnapshot paused) {
    if (!paused.covers(job.type(), job.submitter())) {
      backlogs.of(job.mode()).expectJobs();
      wakeUp();
    }
  }

  private void wakeUp() {
    dispatcher.request();
    jobNotifier.jobsQueued();
  }
}
