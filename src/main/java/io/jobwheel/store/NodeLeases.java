package io.jobwheel.store;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.store.JobCancellations.Cancellation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Who is alive. A node owns what it runs as long as its lease lasts, by the clock of the database.
 * Safe from any thread.
 */
public interface NodeLeases {

  /**
   * Makes a node known, with a lease from now. On a store that only one process can hold (SQLite),
   * the leases of all other nodes end at once: their processes are gone.
   *
   * @param node a new incarnation, never used before
   */
  CompletableFuture<Void> register(UUID node, String name, Duration lease);

  /**
   * Prolongs a lease from now; false when it had ended and was rescued: the node owns nothing any
   * more.
   */
  CompletableFuture<Boolean> renew(UUID node, Duration lease);

  /**
   * Gives back what the node still holds, which is no crash, and forgets the node. Its late writes
   * are refused from then on.
   */
  CompletableFuture<Rescue> release(UUID node, Instant now);

  /**
   * What was brought back; jobs without their texts ({@link Job#brief()}).
   *
   * @param requeued jobs that are {@code QUEUED} again
   * @param cancelled jobs whose cancellation had been asked for
   * @param failed jobs that have crashed too often
   * @param cancelledSiblings the other jobs of fail-fast groups of those
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

    /** This and another one as one. */
    public Rescue and(Rescue other) {
      return new Rescue(
          both(requeued, other.requeued),
          both(cancelled, other.cancelled),
          both(failed, other.failed),
          both(cancelledSiblings, other.cancelledSiblings),
          both(endedGroups, other.endedGroups));
    }

    private static <T> List<T> both(List<T> these, List<T> those) {
      return Stream.concat(these.stream(), those.stream()).toList();
    }
  }

  /**
   * Brings back the running jobs of every other node whose lease has ended, in one transaction, and
   * forgets those nodes. Each of these jobs has one more crash; one that has so many as the limit
   * is {@code FAILED} with the code {@code crashed}. The rescuer itself is alive, whatever the
   * clock says: it is left alone.
   *
   * @param maxCrashes 1 or more
   */
  CompletableFuture<Rescue> rescueExpired(UUID rescuer, int maxCrashes, Instant now);
}
