package io.jobwheel.api.lane;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.execution.LaneStatus;
import java.util.List;

/**
 * The JSON document of a lane of this node.
 *
 * @param utilization used share of the slots, 0 to 1
 * @param paused whether an operator has paused the lane; it starts no attempts then
 * @param processes the worker processes of the lane; empty for lanes without processes
 * @param queued number of queued jobs of the mode, of all nodes
 */
@JsonPropertyOrder({"mode", "slots", "utilization", "paused", "queued", "loops", "processes"})
record LaneDocument(
    String mode,
    SlotsDocument slots,
    double utilization,
    boolean paused,
    long queued,
    List<String> loops,
    List<WorkerDocument> processes) {

  /** The numbers of all, used, and free slots. */
  @JsonPropertyOrder({"total", "used", "free"})
  record SlotsDocument(int total, int used, int free) {}

  static LaneDocument of(LaneStatus lane, long queued) {
    return new LaneDocument(
        lane.mode().wireName(),
        new SlotsDocument(lane.slots(), lane.used(), lane.free()),
        lane.utilization(),
        lane.isPaused(),
        queued,
        lane.loops(),
        lane.workers().stream().map(WorkerDocument::of).toList());
  }
}
