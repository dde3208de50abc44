package io.jobwheel.dispatch;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Tells those who wait for a job or a group that it has ended. Safe from any thread. */
final class Signals {

  private final Map<UUID, Set<CompletableFuture<Boolean>>> waiters = new ConcurrentHashMap<>();
  private volatile boolean closed;
  private volatile Runnable onWait = () -> {};

  /** Calls that, on the waiter's thread, whenever somebody begins to wait. */
  void onWait(Runnable listener) {
    onWait = listener;
  }

  /** What is waited for now. */
  List<UUID> awaited() {
    return List.copyOf(waiters.keySet());
  }

  /**
   * Ends with true when the id is signalled, with false when the limit is over or the node goes
   * down. To miss nothing, ask whether it has ended only after this call.
   */
  CompletableFuture<Boolean> on(UUID id, Duration limit) {
    CompletableFuture<Boolean> signal = new CompletableFuture<>();
    waiters.compute(
        id,
        (any, others) -> {
          Set<CompletableFuture<Boolean>> all =
              others == null ? ConcurrentHashMap.newKeySet() : others;
          all.add(signal);
          return all;
        });
    var _ =
        signal
            .completeOnTimeout(false, limit.toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete((signalled, error) -> forget(id, signal));
    if (closed) {
      signal.complete(false);
    }
    onWait.run();
    return signal;
  }

  @SuppressWarnings("CollectionUndefinedEquality") // identity is what is meant
  private void forget(UUID id, CompletableFuture<Boolean> signal) {
    waiters.computeIfPresent(
        id,
        (any, waiting) -> {
          waiting.remove(signal);
          return waiting.isEmpty() ? null : waiting;
        });
  }

  void signal(UUID id) {
    Set<CompletableFuture<Boolean>> waiting = waiters.remove(id);
    if (waiting != null) {
      waiting.forEach(signal -> signal.complete(true));
    }
  }

  /** Lets everybody go who waits, and whoever comes later. */
  void close() {
    closed = true;
    waiters.values().forEach(waiting -> waiting.forEach(signal -> signal.complete(false)));
  }

  int waiting() {
    return waiters.size();
  }
}
