package io.jobwheel.store.limit;

import io.jobwheel.store.JobCancellations.Cancellation;
import io.jobwheel.store.StoreUnavailableException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Cancels the oldest jobs of limits to make room for later ones. Thread-safe. */
public interface SupersededJobs {

  /**
   * Jobs of one limit that were superseded.
   *
   * @param limit the name of the limit
   * @param cancelled the jobs that are cancelled, and those whose cancellation is requested
   */
  record Superseded(String limit, List<Cancellation> cancelled) {}

  /**
   * Cancels the oldest jobs of the limits that are due, at most some hundreds of them: if there are
   * more, the limits are due at once. Running jobs get a cancellation request. The future fails
   * with {@link StoreUnavailableException} if the store cannot be written.
   */
  CompletableFuture<List<Superseded>> cancelDue(Instant now);
}
