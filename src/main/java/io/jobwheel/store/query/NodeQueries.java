package io.jobwheel.store.query;

import io.jobwheel.job.Job;
import io.jobwheel.store.StoreUnavailableException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Reads what other nodes can run and do, and the changes that they made to jobs. Thread-safe. Each
 * method throws {@link StoreUnavailableException} if the store cannot be read.
 */
public interface NodeQueries {

  /** Maximum number of nodes that are read. */
  int MAX_NODES = 200;

  /** Returns those of the jobs and groups that have ended. */
  Set<UUID> ended(Collection<UUID> ids);

  /**
   * Returns a number for each of the jobs and groups that exists, which changes with what their
   * documents show, with the output of a job, and with the numbers of jobs of a group by state.
   */
  Map<UUID, Integer> versions(Collection<UUID> ids);

  /** Returns the running jobs of a node that have a cancellation request, made on any node. */
  List<UUID> cancelRequested(UUID owner);

  /**
   * Returns the jobs that a node runs according to the store, without their texts ({@link
   * Job#brief()}).
   */
  List<Job> heldBy(UUID owner);

  /** Returns what the nodes with a valid lease can run, by the clock of the database. */
  FleetCapabilities capabilities();

  /**
   * Returns the nodes with a valid lease, and those that have lost theirs within a time and that no
   * node has rescued yet, sorted by name and then by id. If there are more than {@link #MAX_NODES},
   * those without a lease are left out first.
   */
  List<RegisteredNode> nodes(Duration lostWithin);
}
