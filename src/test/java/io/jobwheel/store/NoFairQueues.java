package io.jobwheel.store;

import io.jobwheel.store.fairness.FairQueues;
import java.util.concurrent.CompletableFuture;

/** A store without fairness keys. */
public final class NoFairQueues implements FairQueues {

  @Override
  public void refresh() {
    // there is nothing to read
  }

  @Override
  public CompletableFuture<Integer> prune(int limit) {
    return CompletableFuture.completedFuture(0);
  }
}
