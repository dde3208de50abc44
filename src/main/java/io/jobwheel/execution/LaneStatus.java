package io.jobwheel.execution;

import io.jobwheel.execution.process.ChildStatus;
import io.jobwheel.job.ExecutionMode;
import java.util.List;

/**
 * A lane as of one moment.
 *
 * @param slots how many attempts it can carry at once
 * @param usable how many of these it could serve at the moment; fewer while processes start
 * @param used how many it carries
 * @param loops the names of its event loops; empty for other lanes
 * @param children the processes of its pool; empty for other lanes
 */
public record LaneStatus(
    ExecutionMode mode,
    int slots,
    int usable,
    int used,
    List<String> loops,
    List<ChildStatus> children) {

  /** Slots that are free and can be served. */
  public int free() {
    return Math.max(usable - used, 0);
  }

  /** Share of the slots that is used, 0 to 1; 0 where there are none. */
  public double utilization() {
    return slots == 0 ? 0 : (double) used / slots;
  }
}
