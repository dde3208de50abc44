package io.jobwheel.dispatch.node;

import io.jobwheel.job.Durations;
import java.time.Duration;
import java.time.Instant;

/** Moves jobs whose time has come: queues those that are due, fails those past their deadline. */
final class TimedJobs {

  private final ScheduledJobs scheduledJobs;
  private final JobExpirer expirer;

  TimedJobs(ScheduledJobs scheduledJobs, JobExpirer expirer) {
    this.scheduledJobs = scheduledJobs;
    this.expirer = expirer;
  }

  /** Returns the time until the next job is to be moved; zero if that time has come. */
  Duration untilNext(Instant now) {
    return Durations.least(scheduledJobs.untilNextDue(now), expirer.untilNext(now));
  }

  /**
   * Moves the jobs whose time has come.
   *
   * @param poll whether to look for jobs that this node does not know of
   * @return whether jobs were queued
   */
  boolean move(Instant now, boolean poll, Duration limit) throws Exception {
    if (poll || expirer.untilNext(now).isZero()) {
      expirer.expire(limit);
    }
    return (poll || scheduledJobs.untilNextDue(now).isZero())
        && scheduledJobs.promote(now, limit) > 0;
  }
}
