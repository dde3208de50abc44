package io.jobwheel.dispatch.event;

import io.jobwheel.dispatch.event.JobEvent.GroupFinished;
import io.jobwheel.dispatch.event.JobEvent.JobFinished;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Waits for the end of jobs and groups. Safe for use by any thread. */
public final class CompletionWaiters implements JobEventListener {

  private final Ticker ticker;
  private final Map<UUID, Set<CompletableFuture<Boolean>>> waiters = new ConcurrentHashMap<>();
  private volatile boolean closed;
  private volatile Runnable onWait = () -> {};

  public CompletionWaiters(Ticker ticker) {
    this.ticker = ticker;
  }

  /** Sets a listener that is called at the begin of each wait, by the waiter's thread. */
  void onWait(Runnable listener) {
    onWait = listener;
  }

  /** Returns the ids of the jobs and groups that are awaited. */
  List<UUID> awaited() {
    return List.copyOf(waiters.keySet());
  }

  /**
   * Begins a wait. The future completes with true when the job or group ends, and with false when
   * the limit is over or the node shuts down. Read the state from the store after this call, not
   * before it: an earlier end is not signalled.
   */
  public CompletableFuture<Boolean> await(UUID id, Duration limit) {
    CompletableFuture<Boolean> waiter = new CompletableFuture<>();
    waiters.compute(
        id,
        (any, others) -> {
          Set<CompletableFuture<Boolean>> all =
              others == null ? ConcurrentHashMap.newKeySet() : others;
          all.add(waiter);
          return all;
        });
    ticker.onTimeout(waiter, limit, () -> waiter.complete(false));
    var _ = waiter.whenComplete((ended, error) -> forget(id, waiter));
    if (closed) {
      waiter.complete(false);
    }
    onWait.run();
    return waiter;
  }

  @SuppressWarnings("CollectionUndefinedEquality") // compares by identity on purpose
  private void forget(UUID id, CompletableFuture<Boolean> waiter) {
    waiters.computeIfPresent(
        id,
        (any, waiting) -> {
          waiting.remove(waiter);
          return waiting.isEmpty() ? null : waiting;
        });
  }

  @Override
  public void onEvent(JobEvent event) {
    if (event instanceof JobFinished(var job, _)) {
      complete(job.id());
    } else if (event instanceof GroupFinished(var group)) {
      complete(group.id());
    }
  }

  /** Completes all waits for the job or group with true. */
  void complete(UUID id) {
    Set<CompletableFuture<Boolean>> waiting = waiters.remove(id);
    if (waiting != null) {
      waiting.forEach(waiter -> waiter.complete(true));
    }
  }

  /** Completes all current and future waits with false. */
  public void close() {
    closed = true;
    waiters.values().forEach(waiting -> waiting.forEach(waiter -> waiter.complete(false)));
  }

  /** Returns the number of jobs and groups that are awaited. */
  int size() {
    return waiters.size();
  }
}
