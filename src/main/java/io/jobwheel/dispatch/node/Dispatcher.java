package io.jobwheel.dispatch.node;

import io.jobwheel.dispatch.BackgroundTask;
import io.jobwheel.dispatch.DispatchProperties;
import io.jobwheel.dispatch.Jitter;
import io.jobwheel.dispatch.StoreFutures;
import io.jobwheel.dispatch.WakeUp;
import io.jobwheel.dispatch.backlog.LaneBacklogs;
import io.jobwheel.dispatch.recovery.Admission;
import io.jobwheel.job.Durations;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Brings waiting jobs and free slots together, on a thread of its own: when it is woken, and now
 * and then in case nobody did. A wake-up is a hint, the poll is the truth.
 */
final class Dispatcher {

  private final ScheduledJobs schedule;
  private final LaneBacklogs queues;
  private final JobClaimer filler;
  private final Admission admission;
  private final DispatchProperties properties;
  private final InstantSource clock;
  private final Ticker ticker;
  private final Jitter jitter;
  private final BackgroundTask duty;

  // confined to the duty's thread
  private long nextPoll;

  // written by the duty's thread, read by any thread
  private volatile long lastPass;

  Dispatcher(
      ScheduledJobs schedule,
      LaneBacklogs queues,
      JobClaimer filler,
      Admission admission,
      DispatchProperties properties,
      InstantSource clock,
      Ticker ticker,
      Jitter jitter,
      WakeUp wakeUp) {
    this.schedule = schedule;
    this.queues = queues;
    this.filler = filler;
    this.admission = admission;
    this.properties = properties;
    this.clock = clock;
    this.ticker = ticker;
    this.jitter = jitter;
    this.nextPoll = ticker.read();
    this.lastPass = nextPoll;
    this.duty = new BackgroundTask("jobwheel-dispatcher", wakeUp, this::round);
  }

  void start() {
    lastPass = ticker.read();
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
    return ticker.since(lastPass);
  }

  private Duration round() throws Exception {
    if (!admission.isOpen()) {
      return properties.pollInterval();
    }
    Instant now = clock.instant();
    boolean poll = untilPoll().isZero();
    if (poll) {
      nextPoll = ticker.after(jitter.around(properties.pollInterval()));
      queues.anyMayHaveMore();
    }
    if ((poll || schedule.untilNextDue(now).isZero())
        && schedule.promote(now, properties.writeTimeout()) > 0) {
      queues.anyMayHaveMore();
    }
    // while some line is longer than a batch; but what is due must not wait behind it
    while (StoreFutures.get(filler.fill(), properties.writeTimeout())
        && admission.isOpen()
        && !pause().isZero()) {
      lastPass = ticker.read();
    }
    lastPass = ticker.read();
    return pause();
  }

  /** How long there is nothing to do unless somebody calls. */
  private Duration pause() {
    return Durations.least(schedule.untilNextDue(clock.instant()), untilPoll());
  }

  private Duration untilPoll() {
    return ticker.until(nextPoll);
  }
}
