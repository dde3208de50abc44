package io.jobwheel.store;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.store.query.JobQueries.ActiveCount;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The number of waiting and running jobs, counted by one node at a time for all nodes that share
 * the store. A node takes a turn, counts and publishes; the other nodes read the published count.
 * All times are those of the database's clock. Thread-safe.
 */
public interface Backlog {

  /** The maximum pause between two counts. A turn that would be due later is due now. */
  Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  /**
   * The counts at one point in time.
   *
   * @param jobs unfinished jobs by state and mode, without pairs that have no job
   * @param oldestQueued the time since the oldest queued job of each mode became due, without modes
   *     that have no queued job
   * @param nodes the number of nodes with a valid lease
   * @param types the counts by type; {@code null} if a node of an earlier version has counted
   * @param limits the counts of limits; {@code null} likewise
   */
  record Count(
      List<ActiveCount> jobs,
      Map<ExecutionMode, Duration> oldestQueued,
      long nodes,
      @Nullable TypeCounts types,
      @Nullable LimitCounts limits) {

    /** Copies the collections. */
    public Count {
      jobs = List.copyOf(jobs);
      oldestQueued = Map.copyOf(oldestQueued);
    }
  }

  /**
   * The last published count.
   *
   * @param count {@code null} if none was published, or if it has expired or cannot be decoded
   * @param turn the turn that published it; 0 before the first
   * @param age the time since the count was published; {@code null} without a count, or if it was
   *     published by a node that does not record the time
   * @param validFor the time until the count expires
   * @param dueIn the time until the next turn is due; zero if it is due
   */
  record PublishedCount(
      @Nullable Count count,
      long turn,
      @Nullable Duration age,
      Duration validFor,
      Duration dueIn) {}

  /**
   * Returns the last published count.
   *
   * @throws StoreUnavailableException if the store cannot be read
   */
  PublishedCount read();

  /**
   * Takes the turn to count if one is due and no other node has taken it.
   *
   * @param atMost the time after which another node may take the next turn if this node does not
   *     publish
   * @return the number of the turn, 1 or more; 0 if none was taken
   */
  CompletableFuture<Long> takeTurn(Duration atMost);

  /**
   * Counts now. The cost grows with the number of unfinished jobs.
   *
   * @throws StoreUnavailableException if the query times out or the store cannot be read
   */
  Count count();

  /**
   * Returns the number of waiting jobs of a submitter. The cost grows with that number only.
   *
   * @throws StoreUnavailableException if the query times out or the store cannot be read
   */
  long waitingOf(String submitter);

  /**
   * Publishes the count of a turn. The next turn is due after {@code pause}; the count is valid for
   * three times that long.
   *
   * @param count {@code null} to publish nothing and only postpone the next turn
   * @param pause at most {@link #LONGEST_PAUSE}
   * @return whether it was written; {@code false} if the turn is no longer current or the row is
   *     locked
   * @throws IllegalArgumentException if the pause is negative or too long
   */
  CompletableFuture<Boolean> publish(long turn, @Nullable Count count, Duration pause);
}
