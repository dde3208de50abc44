package io.jobwheel.dispatch;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.store.LimitCounts;
import io.jobwheel.store.TypeCounts;
import io.jobwheel.store.query.JobQueries.ActiveCount;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Returns the number of unfinished jobs. Nothing is counted for a call. Thread-safe. */
public interface BacklogCounts {

  /**
   * The count that one node made for all nodes of the store.
   *
   * @param jobs unfinished jobs by state and mode, without pairs that have no job
   * @param oldestQueued the time since the oldest queued job of each mode became due, when it was
   *     counted, without modes that have no queued job
   * @param nodes the number of nodes with a valid lease
   * @param types the counts by type; {@code null} if a node of an earlier version has counted
   * @param limits the counts of limits; {@code null} likewise
   * @param age the time since it was published; {@code null} if the node that published it did not
   *     record when
   */
  record CountedBacklog(
      List<ActiveCount> jobs,
      Map<ExecutionMode, Duration> oldestQueued,
      long nodes,
      @Nullable TypeCounts types,
      @Nullable LimitCounts limits,
      @Nullable Duration age) {}

  /** Returns the latest count; empty if there is none, or if it is outdated. */
  Optional<CountedBacklog> latest();
}
