package io.jobwheel.dispatch.event;

import io.jobwheel.dispatch.event.JobEvent.GroupFinished;
import io.jobwheel.dispatch.event.JobEvent.JobFinished;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The waits for the end of jobs and groups. Safe from any thread. */
public final class CompletionWaiters implements JobEventListener {

  private final Map<UUID, Set<CompletableFuture<Boolean>>> waiters = new ConcurrentHashMap<>();
  private volatile boolean closed;
  private volatile Runnable onWait = () -> {};

  /** Sets what is called, on the waiter's thread, whenever a wait begins. */
  void onWait(Runnable listener) {
    onWait = listener;
  }

  /** Returns the ids of the jobs and groups that are awaited now. */
  List<UUID> awaited() {
    return List.copyOf(waiters.keySet());
  }

  /**
   * Begins a wait. The future completes with true when the job or group ends, with false when the
   * limit is over or the node goes down. To miss nothing, read the store only after this call.
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
    var _ =
        waiter
            .completeOnTimeout(false, limit.toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete((ended, error) -> forget(id, waiter));
    if (closed) {
      waiter.complete(false);
    }
    onWait.run();
    return waiter;
  }

  @SuppressWarnings("CollectionUndefinedEquality") // identity is what is meant
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

  /** Completes all waits for that job or group: it has ended. */
  void complete(UUID id) {
    Set<CompletableFuture<Boolean>> waiting = waiters.remove(id);
    if (waiting != null) {
      waiting.forEach(waiter -> waiter.complete(true));
    }
  }

  /** Completes all waits with false, also those that begin later. */
  public void close() {
    closed = true;
    waiters.values().forEach(waiting -> waiting.forEach(waiter -> waiter.complete(false)));
  }

  /** Returns how many jobs and groups are awaited. */
  int size() {
    return waiters.size();
  }
}
