package io.jobwheel.store.limit;

import io.jobwheel.store.StoreUnavailableException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Releases jobs that limits hold when time has passed or a limit was changed. Jobs that wait for
 * the end of others are released by the write that ends these. Thread-safe.
 */
public interface HeldJobs {

  /**
   * Returns the time until jobs may be released by {@link #releaseDue}, by the clock of the
   * database; empty if no time will.
   *
   * @throws StoreUnavailableException if the store cannot be read
   */
  Optional<Duration> untilDue();

  /**
   * Releases jobs that are due, at most some hundreds of them: if there are more, they are due at
   * once.
   */
  CompletableFuture<Void> releaseDue();

  /**
   * Deletes up to {@code limit} counts of keys that no job has used lately, and returns their
   * number. A key that is used again is counted from zero.
   */
  CompletableFuture<Integer> purgeUnused(int limit);
}
