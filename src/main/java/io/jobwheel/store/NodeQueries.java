package io.jobwheel.store;

import io.jobwheel.job.Job;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What a node asks the registry about jobs that others may have changed. Safe from any thread; each
 * throws {@link StoreUnavailableException} when it cannot be read.
 */
public interface NodeQueries {

  /** Which of these jobs and groups have ended. */
  Set<UUID> ended(Collection<UUID> ids);

  /** The running jobs of a node whose cancellation was asked for, by any node. */
  List<UUID> cancelRequested(UUID owner);

  /** All jobs that a node runs, by the registry, without their texts ({@link Job#brief()}). */
  List<Job> heldBy(UUID owner);
}
