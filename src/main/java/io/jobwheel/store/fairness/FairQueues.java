package io.jobwheel.store.fairness;

import io.jobwheel.store.StoreUnavailableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Keeps the queues whose jobs have ranks. Thread-safe. */
public interface FairQueues {

  /**
   * The time after the last claim of a job with a rank at which a queue is forgotten if none waits.
   */
  Duration IDLE = Duration.ofMinutes(1);

  /**
   * Reads which queues have ranks, so that this node gives ranks to their jobs without a key, too.
   *
   * @throws StoreUnavailableException if the store cannot be read; the node knows what it knew
   */
  void refresh();

  /**
   * Deletes keys that have no effect any more: those whose jobs have all started, and those of
   * queues that are {@linkplain #IDLE idle}, with these queues.
   *
   * @param limit the maximum number of keys
   * @return the number of deleted keys; the future fails with {@link StoreUnavailableException} if
   *     the store cannot be written
   */
  CompletableFuture<Integer> prune(int limit);
}
