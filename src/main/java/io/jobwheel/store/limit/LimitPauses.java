package io.jobwheel.store.limit;

import io.jobwheel.job.JobLimit;
import io.jobwheel.store.StoreUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Pauses limits for a time. Thread-safe. */
public interface LimitPauses {

  /**
   * Gives no permits of these limits for a time: of a limit that is counted by key, none of this
   * key, else none at all. Jobs that have permits go on. A pause that ends later stays. Limits that
   * do not exist are ignored.
   *
   * <p>The future fails with {@link StoreUnavailableException} if the store cannot be written.
   */
  CompletableFuture<Void> pause(List<JobLimit> limits, Duration duration);
}
