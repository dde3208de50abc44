package io.jobwheel.dispatch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Brings waiting jobs and free slots together, on a thread of its own: when it is woken, and now
 * and then in case nobody did. A wake-up is a hint, the poll is the truth.
 */
final class Dispatcher {

  private final Schedule schedule;
  private final LaneQueues queues;
  private final LaneFiller filler;
  private final Admission admission;
  private final DispatchProperties properties;
  private final InstantSource clock;
  private final Duty duty = new Duty("jobwheel-dispatcher", this::round);

  // confined to the duty's thread
  private Instant nextPoll = Instant.MIN;

  // written by the duty's thread, read by any thread
  private volatile Instant lastPass;

  Dispatcher(
      Schedule schedule,
      LaneQueues queues,
      LaneFiller filler,
      Admission admission,
      DispatchProperties properties,
      InstantSource clock) {
    this.schedule = schedule;
    this.queues = queues;
    this.filler = filler;
    this.admission = admission;
    this.properties = properties;
    this.clock = clock;
    this.lastPass = clock.instant();
  }

  void start() {
    lastPass = clock.instant();
    duty.start();
  }

  /** Begins no other pass. */
  void stop() {
    duty.stop(properties.writeTimeout());
  }

  /** Jobs were queued, or slots are free that they wait for. Cheap; any thread. */
  void wake() {
    duty.wake();
  }

  /** Jobs were scheduled, the earliest for then. Any thread. */
  void scheduled(Instant runAt) {
    schedule.scheduled(runAt);
    duty.wake();
  }

  /** How long ago a pass over the registry last succeeded. Any thread. */
  Duration sinceLastPass() {
    return Duration.between(lastPass, clock.instant());
  }

  private Duration round() throws Exception {
    if (!admission.isOpen()) {
      return properties.pollInterval();
    }
    Instant now = clock.instant();
    boolean poll = !now.isBefore(nextPoll);
    if (poll) {
      nextPoll = now.plus(properties.pollInterval());
      queues.anyMayHaveMore();
    }
    if ((poll || schedule.untilNextDue(now).isZero())
        && schedule.promote(now, properties.writeTimeout()) > 0) {
      queues.anyMayHaveMore();
    }
    while (admission.isOpen() && Waits.get(filler.fill(), properties.writeTimeout())) {
      // some line was longer than a batch
    }
    now = clock.instant();
    lastPass = now;
    Duration untilPoll = Duration.between(now, nextPoll);
    Duration untilDue = schedule.untilNextDue(now);
    return untilDue.compareTo(untilPoll) < 0 ? untilDue : untilPoll;
  }
}
