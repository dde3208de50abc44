package io.jobwheel.store;

import io.jobwheel.job.JobState;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Deletes what is old, a little at a time. Safe from any thread, and on several nodes at once. The
 * futures fail with {@link StoreUnavailableException} when the store cannot be written.
 */
public interface JobRetention {

  /**
   * How far a walk over the ended jobs has come.
   *
   * @param state the state whose jobs it goes through
   * @param after the last job that it has looked at
   */
  record Position(JobState state, UUID after) {

    /** Before the first. */
    public static final Position START = new Position(JobState.SUCCEEDED, new UUID(0, 0));
  }

  /**
   * One step of the walk.
   *
   * @param pruned how many jobs were deleted
   * @param next where to go on; null at the end
   */
  record PruneStep(int pruned, @Nullable Position next) {}

  /**
   * Looks at up to {@code limit} ended jobs from that position on, and deletes those that ended
   * before {@code endedBefore}, with what they printed, and leaves a tombstone of each. A job of a
   * group stays as long as its group has not ended before that time as well; the group goes with
   * the last of its jobs.
   */
  CompletableFuture<PruneStep> prune(Position from, Instant endedBefore, Instant now, int limit);

  /** Deletes up to {@code limit} tombstones that are older than that; how many. */
  CompletableFuture<Integer> purgeTombstones(Instant prunedBefore, int limit);

  /**
   * Whether there was a job or group of that id which was pruned, as long as its tombstone lasts.
   *
   * @throws StoreUnavailableException when the store cannot be read
   */
  boolean isPruned(UUID id);
}
