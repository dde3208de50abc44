package io.jobwheel.execution;

import io.jobwheel.execution.process.WorkerStatus;
import io.jobwheel.job.ExecutionMode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A lane as of one moment.
 *
 * @param slots how many attempts it can carry at once
 * @param usable how many of these it could serve at the moment; fewer while processes start
 * @param used how many it carries
 * @param pausedSince when an operator paused it; null when it is not paused
 * @param loops the names of its event loops; empty for other lanes
 * @param children the processes of its pool; empty for other lanes
 */
public record LaneStatus(
    ExecutionMode mode,
    int slots,
    int usable,
    int used,
    @Nullable Instant pausedSince,
    List<String> loops,
    List<WorkerStatus> children) {

  /** Whether it begins no attempts, because an operator wants it so. */
  public boolean isPaused() {
    return pausedSince != null;
  }

  /** Slots that are free and can be served; none while it is paused. */
  public int free() {
    return isPaused() ? 0 : Math.max(usable - used, 0);
  }

  /**
   * Share of the slots that is used, 0 to 1, or more for a while after a resize; 0 without slots.
   */
  public double utilization() {
    return slots == 0 ? 0 : (double) used / slots;
  }
}
