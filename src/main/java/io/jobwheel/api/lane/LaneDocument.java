package io.jobwheel.api.lane;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.execution.LaneStatus;
import java.util.List;

/**
 * A lane of this node as clients see it.
 *
 * @param utilization share of the slots that is used, 0 to 1
 * @param paused whether an operator has stopped it from beginning jobs; they wait
 * @param processes the child processes of its pool; empty for other lanes
 * @param queued jobs of the mode that are due and wait, in the whole registry
 */
@JsonPropertyOrder({"mode", "slots", "utilization", "paused", "queued", "loops", "processes"})
record LaneDocument(
    String mode,
    Slots slots,
    double utilization,
    boolean paused,
    long queued,
    List<String> loops,
    List<WorkerDocument> processes) {

  /** How many attempts the lane can carry, carries, and could take. */
  @JsonPropertyOrder({"total", "used", "free"})
  record Slots(int total, int used, int free) {}

  static LaneDocument of(LaneStatus lane, long queued) {
    return new LaneDocument(
        lane.mode().wireName(),
        new Slots(lane.slots(), lane.used(), lane.free()),
        lane.utilization(),
        lane.isPaused(),
        queued,
        lane.loops(),
        lane.workers().stream().map(WorkerDocument::of).toList());
  }
}
