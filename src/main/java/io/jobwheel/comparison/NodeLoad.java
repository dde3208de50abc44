package io.jobwheel.comparison;

import io.jobwheel.execution.LaneStatus;
import io.jobwheel.execution.Lanes;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.comparison.Comparisons;
import java.util.List;
import java.util.Optional;

/** Says what keeps a node from measuring in quiet. */
final class NodeLoad {

  private NodeLoad() {}

  /**
   * Returns what a comparison would run beside, or wait for, as a clause without its full stop.
   * Empty if the node is idle.
   *
   * @param modes the modes to compare
   * @throws StoreUnavailableException if the store cannot be read
   */
  static Optional<String> of(Lanes lanes, List<ExecutionMode> modes, Comparisons store) {
    for (LaneStatus lane : lanes.statuses()) {
      if (lane.used() > 0) {
        return Optional.of(
            "This node is busy: jobs are running in mode %s (%d)"
                .formatted(lane.mode(), lane.used()));
      }
      if (lane.isPaused() && modes.contains(lane.mode())) {
        return Optional.of("The lane of mode %s is paused on this node".formatted(lane.mode()));
      }
    }
    return store.jobsWait() ? Optional.of("Jobs that are due wait for a slot") : Optional.empty();
  }
}
