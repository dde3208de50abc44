package io.jobwheel.store;

import io.jobwheel.job.JobState;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Prunes finished jobs in small steps. Thread-safe; several nodes may prune at the same time. The
 * futures fail with {@link StoreUnavailableException} if the store cannot be written.
 */
public interface JobRetention {

  /**
   * A position in a walk over the finished jobs.
   *
   * @param state the state whose jobs are visited
   * @param after the last job that was visited
   */
  record Position(JobState state, UUID after) {

    /** The start of the walk. */
    public static final Position START = new Position(JobState.SUCCEEDED, new UUID(0, 0));
  }

  /**
   * The result of one step of the walk.
   *
   * @param pruned the number of pruned jobs
   * @param next the position of the next step, or {@code null} at the end
   */
  record PruneStep(int pruned, @Nullable Position next) {}

  /**
   * Visits up to {@code limit} finished jobs after {@code from}. Deletes those that ended before
   * {@code endedBefore}, with their output, and leaves a tombstone for each. A job of a group is
   * kept until its group has also ended before that time; the group is deleted with its last job.
   */
  CompletableFuture<PruneStep> prune(Position from, Instant endedBefore, Instant now, int limit);

  /**
   * Deletes up to {@code limit} tombstones of jobs and groups pruned before {@code prunedBefore},
   * and returns the number of deleted tombstones.
   */
  CompletableFuture<Integer> purgeTombstones(Instant prunedBefore, int limit);

  /**
   * Returns whether a job or group of this id was pruned and its tombstone still exists.
   *
   * @throws StoreUnavailableException if the store cannot be read
   */
  boolean isPruned(UUID id);
}
