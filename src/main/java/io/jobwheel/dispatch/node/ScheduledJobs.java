package io.jobwheel.dispatch.node;

import io.jobwheel.dispatch.StoreFutures;
import io.jobwheel.dispatch.WakeUp;
import io.jobwheel.dispatch.event.JobEvent;
import io.jobwheel.dispatch.event.JobEvent.JobRetried;
import io.jobwheel.dispatch.event.JobEvent.JobsSubmitted;
import io.jobwheel.dispatch.event.JobEventListener;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.store.JobClaims;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicReference;

/** When the next scheduled job is due; queues those that are. Safe from any thread. */
final class ScheduledJobs implements JobEventListener {

  private final JobClaims claims;
  private final WakeUp dispatcher;
  // lowered by submitters, set by the dispatcher
  private final AtomicReference<Instant> nextDue = new AtomicReference<>(Instant.MIN);

  /** Makes a schedule that wakes the dispatcher when a job is added to it. */
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
    }
  }

  private void add(Instant runAt) {
    scheduled(runAt);
    dispatcher.request();
  }

  private void scheduled(Instant runAt) {
    nextDue.accumulateAndGet(runAt, (known, added) -> added.isBefore(known) ? added : known);
  }

  /** How long until a job is due; zero when one is. */
  Duration untilNextDue(Instant now) {
    Instant next = nextDue.get();
    return next.isAfter(now) ? Duration.between(now, next) : Duration.ZERO;
  }

  /**
   * Queues what is due; how many jobs that were. What another transaction holds is left to the next
   * poll.
   */
  int promote(Instant now, Duration limit) throws Exception {
    nextDue.set(Instant.MAX); // whatever is scheduled from here on lowers it again
    try {
      int promoted = StoreFutures.get(claims.promoteDue(now), limit);
      claims.nextDue(now).ifPresent(this::scheduled);
      return promoted;
    } catch (Exception e) {
      nextDue.set(Instant.MIN);
      throw e;
    }
  }
}
