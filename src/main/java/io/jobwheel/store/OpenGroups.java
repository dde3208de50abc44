package io.jobwheel.store;

import io.jobwheel.job.JobGroup;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Groups that have not ended. A group normally ends in the same transaction as one of its jobs;
 * this interface finds and ends groups for which that was missed. Thread-safe.
 */
public interface OpenGroups {

  /** The position before the first group. */
  UUID START = new UUID(0, 0);

  /**
   * A portion of the groups that have not ended.
   *
   * @param overdue the groups whose jobs have all ended
   * @param next the group after which the next portion begins, or {@code null} if this is the last
   */
  record Portion(List<UUID> overdue, @Nullable UUID next) {}

  /**
   * Examines up to {@code limit} groups that have not ended, in the order of their ids.
   *
   * @throws StoreUnavailableException if the store cannot be read
   */
  Portion find(UUID after, int limit);

  /**
   * Ends a group if its condition is met. The result is empty if the condition is not met or the
   * group has already ended. The future fails with {@link StoreUnavailableException} if the store
   * cannot be written.
   */
  CompletableFuture<Optional<JobGroup>> end(UUID groupId, Instant now);
}
