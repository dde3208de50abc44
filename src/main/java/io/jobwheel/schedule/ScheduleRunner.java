package io.jobwheel.schedule;

import io.jobwheel.dispatch.BackgroundTask;
import io.jobwheel.dispatch.StoreFutures;
import io.jobwheel.store.StoreRefusedException;
import io.jobwheel.store.schedule.Schedules;
import io.jobwheel.store.schedule.Schedules.Fired;
import io.jobwheel.store.schedule.Schedules.NextFire;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Fires the schedules that are due. Every node does so; a schedule is fired by the one that locks
 * its row first. A node wakes up at the next due time, and looks every two seconds for changes of
 * other nodes.
 */
final class ScheduleRunner implements SmartLifecycle {

  /** After the node has its lease, and before it gives it back. */
  static final int PHASE = 1;

  /** Longest pause between two looks. */
  static final Duration POLL = Duration.ofSeconds(2);

  /** Maximum number of schedules of one transaction. */
  static final int MAX_DUE = 100;

  private static final Logger log = LoggerFactory.getLogger(ScheduleRunner.class);

  private final Schedules schedules;
  private final DuePlanner planner;
  private final FiredSchedules fired;
  private final ScheduleMetrics metrics;
  private final Duration writeTimeout;
  private final BackgroundTask task;

  // written by the container's thread, read by any thread
  private volatile boolean running;

  // written by the task's thread, read by any thread
  private volatile boolean anyWaits;

  // confined to the task's thread: 1 after a refused transaction, to leave the others alone
  private int limit = MAX_DUE;

  ScheduleRunner(
      Schedules schedules,
      DuePlanner planner,
      FiredSchedules fired,
      ScheduleMetrics metrics,
      Duration writeTimeout,
      Ticker ticker) {
    this.schedules = schedules;
    this.planner = planner;
    this.fired = fired;
    this.metrics = metrics;
    this.writeTimeout = writeTimeout;
    this.task = new BackgroundTask("jobwheel-schedules", ticker, this::runOrFail);
  }

  private Duration runOrFail() throws InterruptedException {
    try {
      return runOnce();
    } catch (RuntimeException e) {
      metrics.failed();
      throw e;
    }
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

  /** Looks for jobs that waited for the end of another. Safe for use by any thread. */
  void jobEnded() {
    if (anyWaits) {
      task.wake();
    }
  }

  /** Looks for due schedules at once. Safe for use by any thread. */
  void wake() {
    task.wake();
  }

  private Duration runOnce() throws InterruptedException {
    NextFire next;
    boolean more;
    do {
      Fired last = fire();
      next = schedules.next();
      metrics.looked(next);
      more = isOverdue(next) ? !last.schedules().isEmpty() : isFull(last);
    } while (more && running);
    limit = MAX_DUE;
    anyWaits = next.waiting() > 0;
    Duration until = next.untilNext();
    if (until == null || until.compareTo(POLL) > 0) {
      return POLL;
    }
    // overdue ones are locked by another node
    return until.isNegative() ? POLL.dividedBy(10) : until;
  }

  /** Returns whether there may be others that waited. */
  private boolean isFull(Fired last) {
    return last.schedules().size() >= limit && !last.fires().isEmpty();
  }

  private static boolean isOverdue(NextFire next) {
    Duration until = next.untilNext();
    return until != null && !until.isPositive();
  }

  private Fired fire() throws InterruptedException {
    CompletableFuture<Fired> write = schedules.fireDue(planner, limit);
    CompletableFuture<Fired> written =
        write.whenComplete((result, error) -> {
          if (error == null) {
            fired.publish(result);
          }
        });
    try {
      return StoreFutures.get(written, writeTimeout);
    } catch (StoreRefusedException e) {
      log.error("Schedules cannot be fired (schedules={})", limit, e);
      if (limit == 1) {
        var _ = StoreFutures.get(schedules.fireDue(DuePlanner.POSTPONING, 1), writeTimeout);
      }
      limit = Math.max(1, limit / 10);
      throw e;
    }
  }
}
