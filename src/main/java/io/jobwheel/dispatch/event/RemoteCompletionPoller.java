package io.jobwheel.dispatch.event;

import io.jobwheel.dispatch.BackgroundTask;
import io.jobwheel.job.Backoff;
import io.jobwheel.store.NodeQueries;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Completes the waits for jobs and groups that end on another node: asks the registry, soon after a
 * wait has begun and then at growing intervals.
 */
public final class RemoteCompletionPoller {

  private static final Backoff PAUSES = new Backoff(Duration.ofMillis(20), Duration.ofMillis(320));
  private static final Duration IDLE = Duration.ofMinutes(1);
  private static final int BATCH = 500;

  private final NodeQueries queries;
  private final CompletionWaiters waiters;
  private final BackgroundTask duty;

  // lowered by those who begin to wait, else grown by the duty; a write that is lost costs some
  // milliseconds, but for the one that says nobody waits
  private volatile Duration pause = IDLE;

  public RemoteCompletionPoller(NodeQueries queries, CompletionWaiters waiters, Ticker ticker) {
    this.queries = queries;
    this.waiters = waiters;
    this.duty = new BackgroundTask("jobwheel-awaited", ticker, this::round);
  }

  public void start() {
    waiters.onWait(this::wake);
    duty.start();
  }

  public void stop() {
    duty.stop(PAUSES.longest());
  }

  private void wake() {
    if (!pause.equals(PAUSES.first())) {
      pause = PAUSES.first();
      duty.wake();
    }
  }

  private Duration round() {
    Duration now = pause;
    pause = PAUSES.next(now);
    List<UUID> awaited = waiters.awaited();
    if (awaited.isEmpty()) {
      pause = IDLE;
      return waiters.awaited().isEmpty()
          ? IDLE
          : PAUSES.first(); // who came before that did not wake us
    }
    for (int i = 0; i < awaited.size(); i += BATCH) {
      queries
          .ended(awaited.subList(i, Math.min(i + BATCH, awaited.size())))
          .forEach(waiters::complete);
    }
    return now;
  }
}
