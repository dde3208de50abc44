package io.jobwheel.dispatch.limit;

import io.jobwheel.dispatch.BackgroundTask;
import io.jobwheel.dispatch.StoreFutures;
import io.jobwheel.dispatch.event.JobEvent.JobsReleased;
import io.jobwheel.dispatch.event.JobEventMapper;
import io.jobwheel.dispatch.event.JobEventPublisher;
import io.jobwheel.job.Durations;
import io.jobwheel.job.Job;
import io.jobwheel.store.limit.HeldJobs;
import io.jobwheel.store.limit.LimitListener;
import io.jobwheel.store.limit.SupersededJobs;
import io.jobwheel.store.limit.SupersededJobs.Superseded;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.context.SmartLifecycle;

/**
 * Releases held jobs at the times that the store names: when a rate allows the next starts, when a
 * pause ends, and when a limit was changed; and cancels the oldest jobs for the sake of held ones.
 * The node that learned of a time sleeps until then; the others find it at their next poll. Jobs
 * that wait for the end of others need no release by time. Safe for use by any thread.
 */
public final class HeldJobReleaser implements LimitListener, SmartLifecycle {

  /** Longest pause between two looks for due releases. */
  static final Duration POLL = Duration.ofSeconds(2);

  private static final Duration PURGE_EVERY = Duration.ofMinutes(5);
  private static final int MOST_PURGED = 1000;

  /** After the lease, and before the tasks that stop with it. */
  private static final int PHASE = 1;

  private final HeldJobs heldJobs;
  private final SupersededJobs superseded;
  private final InstantSource clock;
  private final JobEventPublisher events;
  private final Duration writeTimeout;
  private final Ticker ticker;
  private final BackgroundTask task;
  // lowered by listeners, raised by the task
  private final AtomicLong next;
  // confined to the task's thread
  private long nextPurge;
  private volatile boolean running;

  public HeldJobReleaser(
      HeldJobs heldJobs,
      SupersededJobs superseded,
      JobEventPublisher events,
      Duration writeTimeout,
      InstantSource clock,
      Ticker ticker) {
    this.heldJobs = heldJobs;
    this.superseded = superseded;
    this.clock = clock;
    this.events = events;
    this.writeTimeout = writeTimeout;
    this.ticker = ticker;
    this.next = new AtomicLong(ticker.read());
    this.nextPurge = ticker.after(PURGE_EVERY);
    this.task = new BackgroundTask("jobwheel-held-jobs", ticker, this::runOnce);
  }

  @Override
  public void released(List<Job> jobs) {
    events.publish(List.of(new JobsReleased(jobs)));
  }

  @Override
  public void dueIn(Duration time) {
    long at = ticker.after(time);
    long before = next.getAndUpdate(known -> earlier(known, at));
    if (earlier(before, at) != before) {
      task.wake();
    }
  }

  private static long earlier(long a, long b) {
    return a - b <= 0 ? a : b;
  }

  private Duration runOnce() throws InterruptedException {
    if (ticker.hasReached(next.get())) {
      next.set(ticker.after(POLL)); // times that are named from now on lower it again
      Optional<Duration> due = heldJobs.untilDue();
      if (due.isPresent() && due.get().isZero()) {
        // begun together, for one transaction
        CompletableFuture<List<Superseded>> cancelled =
            events.publishAfter(
                superseded.cancelDue(clock.instant()), JobEventMapper::ofSuperseded);
        CompletableFuture<Void> released = heldJobs.releaseDue();
        var _ = StoreFutures.get(cancelled, writeTimeout);
        var _ = StoreFutures.get(released, writeTimeout);
        due = heldJobs.untilDue();
      }
      due.ifPresent(this::dueIn);
    }
    if (ticker.hasReached(nextPurge)) {
      int purged = StoreFutures.get(heldJobs.purgeUnused(MOST_PURGED), writeTimeout);
      nextPurge = ticker.after(purged < MOST_PURGED ? PURGE_EVERY : Duration.ZERO);
    }
    return Durations.least(ticker.until(next.get()), POLL);
  }

  @Override
  public void start() {
    running = true;
    task.start();
  }

  @Override
  public void stop() {
    running = false;
    task.stop(writeTimeout);
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
