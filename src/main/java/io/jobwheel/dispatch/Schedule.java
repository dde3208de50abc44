package io.jobwheel.dispatch;

import io.jobwheel.store.JobClaims;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/** Knows when the next scheduled job is due, and queues those that are. */
final class Schedule {

  private final JobClaims claims;
  // lowered by submitters, set by the dispatcher
  private final AtomicReference<Instant> nextDue = new AtomicReference<>(Instant.MIN);

  Schedule(JobClaims claims) {
    this.claims = claims;
  }

  /** A job was scheduled, and that is committed. Any thread. */
  void scheduled(Instant runAt) {
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
      int promoted = Waits.get(claims.promoteDue(now), limit);
      claims.nextDue(now).ifPresent(this::scheduled);
      return promoted;
    } catch (Exception e) {
      nextDue.set(Instant.MIN);
      throw e;
    }
  }
}
