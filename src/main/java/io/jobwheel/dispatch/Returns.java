package io.jobwheel.dispatch;

import io.jobwheel.job.Job;
import io.jobwheel.job.Outcome;
import java.util.List;

/**
 * What follows when an attempt ends and its job does not: it is counted, and the dispatcher hears
 * of the job that waits again. Safe from any thread.
 */
final class Returns {

  private final JobMetrics metrics;
  private final Arrivals arrivals;
  private final SubmitterLines submitters;
  private final Schedule schedule;
  private final Bell bell;

  Returns(
      JobMetrics metrics,
      Arrivals arrivals,
      SubmitterLines submitters,
      Schedule schedule,
      Bell bell) {
    this.metrics = metrics;
    this.arrivals = arrivals;
    this.submitters = submitters;
    this.schedule = schedule;
    this.bell = bell;
  }

  /** The node gave an attempt back, and that is committed. */
  void givenBack(Job job) {
    metrics.givenBack(job);
    arrivals.cameBack(List.of(job));
  }

  /** The job is tried again at its time, and that is committed. */
  void retried(Job job, Outcome.Retried retried) {
    metrics.retried(job, retried);
    submitters.cameBack(job);
    schedule.scheduled(retried.runAt());
    bell.ring();
  }
}
