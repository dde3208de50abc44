package io.jobwheel.dispatch.event;

import io.jobwheel.dispatch.BackgroundTask;
import io.jobwheel.job.Backoff;
import io.jobwheel.store.query.NodeQueries;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Completes waits for jobs and groups that end on another node. It polls the store soon after a
 * wait has begun, and then at growing intervals.
 */
public final class RemoteCompletionPoller {

  private static final Backoff PAUSES = new Backoff(Duration.ofMillis(20), Duration.ofMillis(320));
  private static final Duration IDLE = Duration.ofMinutes(1);
  private static final int BATCH = 500;

  private final NodeQueries queries;
  private final CompletionWaiters waiters;
  private final BackgroundTask task;

  // reset at the begin of a wait, grown by the task; a lost update only delays one poll by some
  // milliseconds, except at the change to IDLE
  private volatile Duration pause = IDLE;

  public RemoteCompletionPoller(NodeQueries queries, CompletionWaiters waiters, Ticker ticker) {
    this.queries = queries;
    this.waiters = waiters;
    this.task = new BackgroundTask("jobwheel-completion-poller", ticker, this::runOnce);
  }

  public void start() {
    waiters.onWait(this::wake);
    task.start();
  }

  public void stop() {
    task.stop(PAUSES.longest());
  }

  private void wake() {
    if (!pause.equals(PAUSES.first())) {
      pause = PAUSES.first();
      task.wake();
    }
  }

  private Duration runOnce() {
    Duration now = pause;
    pause = PAUSES.next(now);
    List<UUID> awaited = waiters.awaited();
    if (awaited.isEmpty()) {
      pause = IDLE;
      return waiters.awaited().isEmpty()
          ? IDLE
          : PAUSES.first(); // that wait began before the change to IDLE, without a wake-up
    }
    for (int i = 0; i < awaited.size(); i += BATCH) {
      queries
          .ended(awaited.subList(i, Math.min(i + BATCH, awaited.size())))
          .forEach(waiters::complete);
    }
    return now;
  }
}
