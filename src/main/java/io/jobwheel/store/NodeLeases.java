package io.jobwheel.store;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.store.JobCancellations.Cancellation;
import io.jobwheel.store.query.AttemptQueries;
import io.jobwheel.store.query.NodeCapabilities;
import io.jobwheel.store.query.NodeQueries;
import io.jobwheel.store.query.NodeStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The leases of nodes. A node owns the jobs that it runs while its lease is valid, by the
 * database's clock. Thread-safe. The futures fail with {@link StoreUnavailableException} if the
 * store cannot be written.
 */
public interface NodeLeases {

  /** Maximum number of types that a node publishes, each of at most 63 characters. */
  int MAX_TYPES = 1000;

  /**
   * Registers a node, with a lease that starts now. On a store that only one process can use
   * (SQLite), the leases of all other nodes end, since their processes have ended.
   *
   * @param node a new incarnation, never registered before
   */
  CompletableFuture<Void> register(UUID node, String name, Duration lease);

  /**
   * Renews a lease from now, and publishes what the node does, for {@link NodeQueries#nodes}. The
   * result is {@code false} if the node was removed by a rescue after its lease ended: it then owns
   * no jobs.
   *
   * @param status {@code null} to keep the one before
   */
  CompletableFuture<Boolean> renew(UUID node, Duration lease, @Nullable NodeStatus status);

  /** Renews a lease without a new status. */
  default CompletableFuture<Boolean> renew(UUID node, Duration lease) {
    return renew(node, lease, null);
  }

  /**
   * Publishes what a node can run, for {@link NodeQueries#capabilities()} and {@link Backlog}.
   * Until then, the node may run anything.
   *
   * @param capabilities with at most {@link #MAX_TYPES} types; with more, the node may run anything
   * @return whether it was written; {@code false} if the node was removed by a rescue
   */
  CompletableFuture<Boolean> publish(UUID node, NodeCapabilities capabilities);

  /**
   * Releases the jobs that the node still runs, which does not count as a crash, and removes the
   * node. Its later writes are rejected. Each released attempt is recorded for {@link
   * AttemptQueries}.
   */
  CompletableFuture<Rescue> release(UUID node, Instant now);

  /**
   * The jobs that were released or rescued, without their texts ({@link Job#brief()}).
   *
   * @param requeued jobs that are {@code QUEUED} again
   * @param cancelled jobs that had a cancellation request
   * @param failed jobs that reached the limit of crashes
   * @param cancelledSiblings the other jobs of fail-fast groups of the failed jobs
   * @param endedGroups groups that ended with a cancelled or failed job
   */
  record Rescue(
      List<Job> requeued,
      List<Job> cancelled,
      List<Job> failed,
      List<Cancellation> cancelledSiblings,
      List<JobGroup> endedGroups) {

    public static final Rescue NONE =
        new Rescue(List.of(), List.of(), List.of(), List.of(), List.of());

    /** Returns both results combined. */
    public Rescue and(Rescue other) {
      return new Rescue(
          concat(requeued, other.requeued),
          concat(cancelled, other.cancelled),
          concat(failed, other.failed),
          concat(cancelledSiblings, other.cancelledSiblings),
          concat(endedGroups, other.endedGroups));
    }

    private static <T> List<T> concat(List<T> these, List<T> those) {
      return Stream.concat(these.stream(), those.stream()).toList();
    }
  }

  /**
   * Rescues the running jobs of all other nodes whose lease has ended, in one transaction, and
   * removes these nodes. Increments the crashes of each job; a job that reaches {@code maxCrashes}
   * becomes {@code FAILED} with the code {@code crashed}; the attempts of all others are recorded
   * for {@link AttemptQueries}. Jobs of the rescuer are left alone, even if its own lease has
   * ended.
   *
   * @param maxCrashes 1 or more
   */
  CompletableFuture<Rescue> rescueExpired(UUID rescuer, int maxCrashes, Instant now);
}
