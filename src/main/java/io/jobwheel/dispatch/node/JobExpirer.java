package io.jobwheel.dispatch.node;

import io.jobwheel.dispatch.StoreFutures;
import io.jobwheel.dispatch.WakeUp;
import io.jobwheel.dispatch.event.JobEvent;
import io.jobwheel.dispatch.event.JobEvent.JobQueued;
import io.jobwheel.dispatch.event.JobEvent.JobRetried;
import io.jobwheel.dispatch.event.JobEvent.JobsAdded;
import io.jobwheel.dispatch.event.JobEvent.JobsSubmitted;
import io.jobwheel.dispatch.event.JobEventListener;
import io.jobwheel.dispatch.event.JobEventMapper;
import io.jobwheel.dispatch.event.JobEventPublisher;
import io.jobwheel.job.Job;
import io.jobwheel.store.JobDeadlines;
import io.jobwheel.store.JobDeadlines.Deadlines;
import io.jobwheel.store.JobDeadlines.Expired;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracks when the next deadline of a waiting job passes, and fails the jobs whose deadline has
 * passed. The deadlines of running jobs end their attempts. Safe for use by any thread.
 */
final class JobExpirer implements JobEventListener {

  private static final Logger log = LoggerFactory.getLogger(JobExpirer.class);

  /** Maximum number of jobs that one transaction ends. */
  private static final int BATCH = 500;

  private final JobDeadlines deadlines;
  private final WakeUp dispatcher;
  private final Supplier<JobEventPublisher> events;
  private final InstantSource clock;
  private final NextTime next = new NextTime();

  /**
   * Creates an instance that wakes the dispatcher when a job with a deadline waits.
   *
   * @param events returns the publisher, which has this listener
   */
  JobExpirer(
      JobDeadlines deadlines,
      WakeUp dispatcher,
      Supplier<JobEventPublisher> events,
      InstantSource clock) {
    this.deadlines = deadlines;
    this.dispatcher = dispatcher;
    this.events = events;
    this.clock = clock;
  }

  @Override
  public void onEvent(JobEvent event) {
    if (event instanceof JobsSubmitted(var jobs)) {
      addAll(jobs);
    } else if (event instanceof JobsAdded(var jobs)) {
      addAll(jobs);
    } else if (event instanceof JobRetried(var job, _, _)) {
      add(job);
    } else if (event instanceof JobQueued(var job)) {
      add(job);
    }
  }

  private void addAll(List<Job> jobs) {
    for (Job job : jobs) {
      if (job.state().isWaiting()) {
        add(job);
      }
    }
  }

  private void add(Job job) {
    Instant deadline = job.spec().deadline();
    if (deadline != null) {
      next.lowerTo(deadline);
      dispatcher.request();
    }
  }

  /** Returns the time until a deadline passes; zero if one has passed. */
  Duration untilNext(Instant now) {
    return next.until(now);
  }

  /**
   * Fails jobs whose deadline has passed, by the clock of the database. Only reads if there are
   * none. Jobs that another transaction has locked are left to the next poll.
   */
  void expire(Duration limit) throws Exception {
    next.clear(); // jobs that wait from now on lower it again
    try {
      Deadlines known = deadlines.deadlines();
      Instant now = clock.instant();
      if (known.untilNext() != null) {
        next.lowerTo(now.plus(known.untilNext()));
      }
      if (known.passed()) {
        Expired expired =
            StoreFutures.get(
                events.get().publishAfter(deadlines.expire(BATCH), JobEventMapper::ofExpired),
                limit);
        if (expired.jobs().size() == BATCH) {
          next.hasCome(); // there may be more of them
        }
        log(expired);
      }
    } catch (Exception e) {
      next.hasCome();
      throw e;
    }
  }

  private static void log(Expired expired) {
    if (!expired.jobs().isEmpty()) {
      log.info("store - failed jobs whose deadline had passed (failed={})", expired.jobs().size());
    }
  }
}
