package io.jobwheel.store;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Looks up and deletes idempotency keys. Thread-safe. */
public interface IdempotencyKeys {

  /**
   * Returns what a key names; empty if it is free at that time.
   *
   * @throws StoreUnavailableException if the store cannot be read
   */
  Optional<KeyedResource> find(UUID id, Instant now);

  /**
   * Deletes up to {@code limit} keys that expired before {@code now}, and returns the number of
   * deleted keys. The future fails with {@link StoreUnavailableException} if the store cannot be
   * written.
   */
  CompletableFuture<Integer> purge(Instant now, int limit);
}
