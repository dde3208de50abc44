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
  private final Jitter jitter;
  private final Duty duty;

  // confined to the duty's thread
  private long nextPoll = System.nanoTime();

  // written by the duty's thread, read by any thread
  private volatile long lastPass = System.nanoTime();

  Dispatcher(
      Schedule schedule,
      LaneQueues queues,
      LaneFiller filler,
      Admission admission,
      DispatchProperties properties,
      InstantSource clock,
      Jitter jitter,
      WakeUp wakeUp) {
    this.schedule = schedule;
    this.queues = queues;
    this.filler = filler;
    this.admission = admission;
    this.properties = properties;
    this.clock = clock;
    this.jitter = jitter;
    this.duty = new Duty("jobwheel-dispatcher", wakeUp, this::round);
  }

  void start() {
    lastPass = System.nanoTime();
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

  /** How long ago a pass over the registry last succeeded. Any thread. */
  Duration sinceLastPass() {
    return Duration.ofNanos(System.nanoTime() - lastPass);
  }

  private Duration round() throws Exception {
    if (!admission.isOpen()) {
      return properties.pollInterval();
    }
    Instant now = clock.instant();
    boolean poll = untilPoll().isZero();
    if (poll) {
      nextPoll = System.nanoTime() + jitter.around(properties.pollInterval()).toNanos();
      queues.anyMayHaveMore();
    }
    if ((poll || schedule.untilNextDue(now).isZero())
        && schedule.promote(now, properties.writeTimeout()) > 0) {
      queues.anyMayHaveMore();
    }
    // while some line is longer than a batch; but what is due must not wait behind it
    while (Waits.get(filler.fill(), properties.writeTimeout())
        && admission.isOpen()
        && !pause().isZero()) {
      lastPass = System.nanoTime();
    }
    lastPass = System.nanoTime();
    return pause();
  }

  /** How long there is nothing to do unless somebody calls. */
  private Duration pause() {
    Duration untilDue = schedule.untilNextDue(clock.instant());
    Duration untilPoll = untilPoll();
    return untilDue.compareTo(untilPoll) < 0 ? untilDue : untilPoll;
  }

  private Duration untilPoll() {
    return Duration.ofNanos(Math.max(nextPoll - System.nanoTime(), 0));
  }
}
