package io.jobwheel.store;

import io.jobwheel.job.JobGroup;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Groups that have not ended. A group ends with one of its jobs, in the same transaction; this
 * finds those for which that was missed. Safe from any thread.
 */
public interface OpenGroups {

  /** Before the first group. */
  UUID START = new UUID(0, 0);

  /**
   * Some of the groups that have not ended.
   *
   * @param overdue those whose jobs have all ended
   * @param next the group after which the next portion begins; null if this is the last
   */
  record Portion(List<UUID> overdue, @Nullable UUID next) {}

  /**
   * Looks at up to {@code limit} groups that have not ended, in the order of their ids.
   *
   * @throws StoreUnavailableException when the store cannot be read
   */
  Portion find(UUID after, int limit);

  /**
   * Ends a group whose condition is met; empty if it is not, or if the group has ended before.
   * Fails with {@link StoreUnavailableException} when the store cannot be written.
   */
  CompletableFuture<Optional<JobGroup>> end(UUID groupId, Instant now);
}
