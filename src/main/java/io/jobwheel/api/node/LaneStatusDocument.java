package io.jobwheel.api.node;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.store.query.NodeStatus.LaneReport;
import io.jobwheel.store.query.NodeStatus.LaneTrouble;
import io.jobwheel.store.query.NodeStatus.LaneUtilization;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The JSON document of a lane of a node, as the node has published it.
 *
 * @param paused whether an operator has paused the lane
 * @param pausedSince {@code null} if it is not paused
 * @param problem {@code null} if there is none
 */
@JsonPropertyOrder({"mode", "slots", "paused", "pausedSince", "problem", "utilization"})
record LaneStatusDocument(
    String mode,
    SlotUseDocument slots,
    boolean paused,
    @Nullable Instant pausedSince,
    @Nullable ProblemDocument problem,
    UtilizationDocument utilization) {

  /** The numbers of all slots and of running attempts. */
  @JsonPropertyOrder({"total", "used"})
  record SlotUseDocument(int total, int used) {}

  /** Why the lane does not do its work. */
  @JsonPropertyOrder({"code", "detail", "since"})
  record ProblemDocument(String code, String detail, Instant since) {

    static ProblemDocument of(LaneTrouble trouble) {
      return new ProblemDocument(trouble.code(), trouble.detail(), trouble.since());
    }
  }

  /**
   * Samples of the used share of the slots, without gaps between them.
   *
   * @param at end of the newest sample, in milliseconds; {@code null} without samples
   * @param interval the time that each sample covers
   * @param percent oldest first; {@code null} for a sample without a reading
   */
  @JsonPropertyOrder({"at", "interval", "percent"})
  record UtilizationDocument(
      @Nullable Instant at, String interval, List<@Nullable Integer> percent) {

    static UtilizationDocument of(LaneUtilization utilization, Instant publishedAt) {
      List<@Nullable Integer> percent = new ArrayList<>();
      for (int each : utilization.percent()) {
        percent.add(each == LaneUtilization.NONE ? null : each);
      }
      return new UtilizationDocument(
          percent.isEmpty()
              ? null
              : publishedAt.minus(utilization.age()).truncatedTo(ChronoUnit.MILLIS),
          LaneUtilization.INTERVAL.toString(),
          percent);
    }
  }

  static LaneStatusDocument of(LaneReport lane, Instant publishedAt) {
    LaneTrouble problem = lane.problem();
    return new LaneStatusDocument(
        lane.mode().wireName(),
        new SlotUseDocument(lane.slots(), lane.used()),
        lane.pausedSince() != null,
        lane.pausedSince(),
        problem == null ? null : ProblemDocument.of(problem),
        UtilizationDocument.of(lane.utilization(), publishedAt));
  }
}
