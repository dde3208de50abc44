package io.jobwheel.api.lane;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.execution.Lane;
import io.jobwheel.execution.LaneStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The JSON document of a lane of this node.
 *
 * @param utilization used share of the slots, 0 to 1
 * @param maxSlots maximum number of slots that the lane can be resized to; 0 if it cannot be
 *     resized
 * @param paused whether an operator has paused the lane; it starts no attempts then
 * @param pausedSince when it was paused; {@code null} if it is not paused
 * @param processes the worker processes of the lane; empty for lanes without processes
 * @param queued number of queued jobs of the mode, of all nodes
 */
@JsonPropertyOrder({
  "mode",
  "slots",
  "maxSlots",
  "utilization",
  "paused",
  "pausedSince",
  "queued",
  "loops",
  "processes"
})
record LaneDocument(
    String mode,
    SlotsDocument slots,
    int maxSlots,
    double utilization,
    boolean paused,
    @Nullable Instant pausedSince,
    long queued,
    List<String> loops,
    List<WorkerDocument> processes) {

  /** The numbers of all, used, and free slots. */
  @JsonPropertyOrder({"total", "used", "free"})
  record SlotsDocument(int total, int used, int free) {}

  static LaneDocument of(Lane of, long queued) {
    LaneStatus lane = of.status();
    return new LaneDocument(
        lane.mode().wireName(),
        new SlotsDocument(lane.slots(), lane.used(), lane.free()),
        of.size().max(),
        lane.utilization(),
        lane.isPaused(),
        lane.pausedSince(),
        queued,
        lane.loops(),
        lane.workers().stream().map(WorkerDocument::of).toList());
  }
}
