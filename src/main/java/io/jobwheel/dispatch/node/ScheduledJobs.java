package io.jobwheel.dispatch.node;

import io.jobwheel.dispatch.StoreFutures;
import io.jobwheel.dispatch.WakeUp;
import io.jobwheel.dispatch.event.JobEvent;
import io.jobwheel.dispatch.event.JobEvent.JobDuplicated;
import io.jobwheel.dispatch.event.JobEvent.JobRetried;
import io.jobwheel.dispatch.event.JobEvent.JobsSubmitted;
import io.jobwheel.dispatch.event.JobEventListener;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.store.Duplicate.DuplicateOutcome;
import io.jobwheel.store.JobClaims;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;

/** Tracks when the next scheduled job is due, and queues due jobs. Safe for use by any thread. */
final class ScheduledJobs implements JobEventListener {

  private final JobClaims claims;
  private final WakeUp dispatcher;
  private final NextTime nextDue = new NextTime();

  /** Creates an instance that wakes the dispatcher when a job is scheduled. */
  ScheduledJobs(JobClaims claims, WakeUp dispatcher) {
    this.claims = claims;
    this.dispatcher = dispatcher;
  }

  @Override
  public void onEvent(JobEvent event) {
    if (event instanceof JobsSubmitted(var jobs)) {
      jobs.stream()
          .filter(job -> job.state() == JobState.SCHEDULED)
          .map(Job::runAt)
          .min(Comparator.naturalOrder())
          .ifPresent(this::add);
    } else if (event instanceof JobRetried(_, var runAt, _)) {
      add(runAt);
    } else if (event instanceof JobDuplicated(var holder, var decision)
        && decision == DuplicateOutcome.REPLACED
        && holder.state() == JobState.SCHEDULED) {
      add(holder.runAt());
    }
  }

  private void add(Instant runAt) {
    nextDue.lowerTo(runAt);
    dispatcher.request();
  }

  /** Returns the time until a job is due; zero if a job is due. */
  Duration untilNextDue(Instant now) {
    return nextDue.until(now);
  }

  /**
   * Queues due jobs and returns their number. Jobs that another transaction has locked are left to
   * the next poll.
   */
  int promote(Instant now, Duration limit) throws Exception {
    nextDue.clear(); // jobs that are scheduled from now on lower it again
    try {
      int promoted = StoreFutures.get(claims.promoteDue(now), limit);
      claims.nextDue(now).ifPresent(nextDue::lowerTo);
      return promoted;
    } catch (Exception e) {
      nextDue.hasCome();
      throw e;
    }
  }
}
