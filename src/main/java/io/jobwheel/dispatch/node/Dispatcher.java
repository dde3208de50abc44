package io.jobwheel.dispatch.node;

import io.jobwheel.dispatch.BackgroundTask;
import io.jobwheel.dispatch.DispatchProperties;
import io.jobwheel.dispatch.Jitter;
import io.jobwheel.dispatch.StoreFutures;
import io.jobwheel.dispatch.WakeUp;
import io.jobwheel.dispatch.recovery.NodeAdmission;
import io.jobwheel.job.Durations;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Claims waiting jobs for free slots, on a thread of its own: at each wake-up, and every {@code
 * jobwheel.dispatch.poll-interval}, because wake-ups may be lost.
 */
final class Dispatcher {

  private final TimedJobs timedJobs;
  private final Runnable refresh;
  private final JobClaimer claimer;
  private final NodeAdmission admission;
  private final DispatchProperties properties;
  private final InstantSource clock;
  private final Ticker ticker;
  private final Jitter jitter;
  private final BackgroundTask task;

  // confined to the task's thread
  private long nextPoll;

  // written by the task's thread, read by any thread
  private volatile long lastPass;

  /**
   * Creates a dispatcher.
   *
   * @param refresh reads what this node keeps of the store, such as pauses; called at each poll
   */
  Dispatcher(
      TimedJobs timedJobs,
      Runnable refresh,
      JobClaimer claimer,
      NodeAdmission admission,
      DispatchProperties properties,
      InstantSource clock,
      Ticker ticker,
      Jitter jitter,
      WakeUp wakeUp) {
    this.timedJobs = timedJobs;
    this.refresh = refresh;
    this.claimer = claimer;
    this.admission = admission;
    this.properties = properties;
    this.clock = clock;
    this.ticker = ticker;
    this.jitter = jitter;
    this.nextPoll = ticker.read();
    this.lastPass = nextPoll;
    this.task = new BackgroundTask("jobwheel-dispatcher", wakeUp, this::runOnce);
  }

  void start() {
    lastPass = ticker.read();
    task.start();
  }

  /** Stops claiming. */
  void stop() {
    task.stop(properties.writeTimeout());
  }

  /** Requests a pass, because jobs were queued or slots were released. Safe for any thread. */
  void wake() {
    task.wake();
  }

  /** Returns the time since the last successful pass. Safe for any thread. */
  Duration sinceLastPass() {
    return ticker.since(lastPass);
  }

  private Duration runOnce() throws Exception {
    if (!admission.isOpen()) {
      return properties.pollInterval();
    }
    Instant now = clock.instant();
    boolean poll = untilPoll().isZero();
    if (poll) {
      refresh.run(); // if it fails, the next run is a poll again
      nextPoll = ticker.after(jitter.around(properties.pollInterval()));
      claimer.expectAll();
    }
    if (timedJobs.move(now, poll, properties.writeTimeout())) {
      claimer.expectAll();
    }
    // while a backlog exceeds a batch, but without delaying jobs that become due
    while (StoreFutures.get(claimer.fill(), properties.writeTimeout())
        && admission.isOpen()
        && !pause().isZero()) {
      lastPass = ticker.read();
    }
    lastPass = ticker.read();
    return pause();
  }

  /** Returns the time until the next poll, the next scheduled job or the next deadline. */
  private Duration pause() {
    return Durations.least(timedJobs.untilNext(clock.instant()), untilPoll());
  }

  private Duration untilPoll() {
    return ticker.until(nextPoll);
  }
}
