package io.jobwheel.dispatch;

import io.jobwheel.dispatch.JobMetrics.How;
import io.jobwheel.execution.CancelReason;
import io.jobwheel.execution.RunningJobs;
import io.jobwheel.job.FailureReason;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.store.JobCancels.Cancellation;
import org.jspecify.annotations.Nullable;

/** What follows when jobs end: they are counted, and those who wait are told. */
final class Endings {

  private final Signals signals;
  private final RunningJobs running;
  private final JobMetrics metrics;
  private final SubmitterLines submitters;

  Endings(Signals signals, RunningJobs running, JobMetrics metrics, SubmitterLines submitters) {
    this.signals = signals;
    this.running = running;
    this.metrics = metrics;
    this.submitters = submitters;
  }

  /** A job has reached a final state, and perhaps its group with it. */
  void jobEnded(Job job, JobState state, @Nullable JobGroup endedGroup) {
    metrics.finished(job, state);
    signals.signal(job.id());
    if (endedGroup != null) {
      groupEnded(endedGroup);
    }
  }

  /** An attempt ended because its process or its node was lost. */
  void attemptCrashed(Job job) {
    metrics.crashed(job);
  }

  /** An attempt has failed or crashed. */
  void attemptFailed(Job job, FailureReason reason) {
    switch (reason) {
      case CRASH -> attemptCrashed(job);
      case TIMEOUT, CALL_TIMEOUT -> metrics.timedOut(job, reason);
      case FAILURE -> {
        // its end or its retry is counted
      }
    }
  }

  /** A job has failed because it crashed too often. */
  void jobPoisoned(Job job, @Nullable JobGroup endedGroup) {
    metrics.poisoned(job);
    jobEnded(job, JobState.FAILED, endedGroup);
  }

  /** A job was cancelled, and perhaps its group has ended with it. */
  void jobCancelled(Job job, How how, @Nullable JobGroup endedGroup) {
    metrics.cancelled(job, how);
    jobEnded(job, JobState.CANCELLED, endedGroup);
  }

  /** The condition of a group is met. */
  void groupEnded(JobGroup group) {
    signals.signal(group.id());
  }

  /** A wish to cancel was written: the body is told, or those who wait are. */
  void cancelled(Cancellation cancellation, CancelReason reason) {
    switch (cancellation.decision()) {
      case CANCELLED -> {
        submitters.left(cancellation.job());
        jobCancelled(cancellation.job(), How.WAITING, cancellation.endedGroup());
      }
      case REQUESTED -> {
        var _ = running.cancel(cancellation.job().id(), reason);
      }
      case ALREADY_FINAL -> {
        // nothing follows
      }
    }
  }
}
