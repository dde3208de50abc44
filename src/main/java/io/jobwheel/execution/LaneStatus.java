package io.jobwheel.execution;

import io.jobwheel.execution.process.WorkerStatus;
import io.jobwheel.job.ExecutionMode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a lane.
 *
 * @param slots maximum number of attempts at a time
 * @param usable number of slots that can be served at the moment; fewer while worker processes
 *     start
 * @param used number of running attempts
 * @param pausedSince when an operator paused the lane; null if it is not paused
 * @param loops names of its event loops; empty for other lanes
 * @param workers worker processes of its pool; empty for other lanes
 */
public record LaneStatus(
    ExecutionMode mode,
    int slots,
    int usable,
    int used,
    @Nullable Instant pausedSince,
    List<String> loops,
    List<WorkerStatus> workers) {

  /** Returns whether an operator has paused the lane. */
  public boolean isPaused() {
    return pausedSince != null;
  }

  /** Returns the number of free slots that can be served; 0 while the lane is paused. */
  public int free() {
    return isPaused() ? 0 : Math.max(usable - used, 0);
  }

  /**
   * Returns the share of the slots that is used, 0 to 1; temporarily more after a resize; 0 without
   * slots.
   */
  public double utilization() {
    return slots == 0 ? 0 : (double) used / slots;
  }
}
