package io.jobwheel.execution.observability;

import io.jobwheel.execution.Lane;
import io.jobwheel.execution.LaneControl;
import io.jobwheel.execution.LaneStatus;
import io.jobwheel.execution.Lanes;
import io.jobwheel.job.ExecutionMode;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * The endpoint {@code /actuator/lanes}: shows the lanes of this node; a POST to a mode resizes,
 * pauses or resumes its lane. Changes are lost when the node stops.
 */
@Endpoint(id = "lanes")
final class LanesEndpoint {

  private final Lanes lanes;
  private final LaneControl control;

  LanesEndpoint(Lanes lanes, LaneControl control) {
    this.lanes = lanes;
    this.control = control;
  }

  /** The lanes, in the order of the modes. */
  record LaneViews(List<LaneView> lanes) {}

  /**
   * A lane.
   *
   * @param slots maximum number of attempts at a time
   * @param used number of running attempts; temporarily more than {@code slots} after a resize
   * @param free number of attempts that can start now
   * @param pausedSince when it was paused; null if it is not paused
   * @param mostSlots maximum number of slots; 0 if it cannot be resized
   */
  record LaneView(
      String mode,
      int slots,
      int used,
      int free,
      boolean paused,
      @Nullable Instant pausedSince,
      int mostSlots,
      List<String> loops,
      List<String> processes) {

    static LaneView of(Lane lane) {
      LaneStatus status = lane.status();
      return new LaneView(
          lane.mode().wireName(),
          status.slots(),
          status.used(),
          status.free(),
          status.isPaused(),
          status.pausedSince(),
          lane.size().max(),
          status.loops(),
          status.workers().stream()
              .map(worker -> worker.name() + ": " + worker.state().name().toLowerCase(Locale.ROOT))
              .toList());
    }
  }

  /** Returns all lanes, in the order of the modes. */
  @ReadOperation
  LaneViews lanes() {
    return new LaneViews(lanes.all().stream().map(LaneView::of).toList());
  }

  /** Returns one lane. */
  @ReadOperation
  LaneView lane(@Selector String mode) {
    return LaneView.of(lanes.of(modeOf(mode)));
  }

  /**
   * Changes a lane and returns it. If a value is invalid, nothing is changed.
   *
   * @param slots the new number of slots, an integer; null to keep it
   * @param paused {@code true} to pause the lane, {@code false} to resume it; null to keep it
   */
  @WriteOperation
  LaneView change(@Selector String mode, @Nullable Object slots, @Nullable Object paused) {
    ExecutionMode known = modeOf(mode);
    Integer total = slots == null ? null : number(slots);
    Boolean pause = paused == null ? null : flag(paused);
    if (total == null && pause == null) {
      throw refused("Send slots, a number, or paused, true or false, or both, as JSON.");
    }
    try {
      return LaneView.of(control.change(known, total, pause));
    } catch (IllegalArgumentException e) {
      throw refused(String.valueOf(e.getMessage()));
    }
  }

  private static ExecutionMode modeOf(String mode) {
    return Arrays.stream(ExecutionMode.values())
        .filter(known -> known.wireName().equals(mode))
        .findFirst()
        .orElseThrow(() ->
            refused(
                "The lane does not exist. The lanes are %s."
                    .formatted(
                        String.join(
                            ", ",
                            Arrays.stream(ExecutionMode.values())
                                .map(ExecutionMode::wireName)
                                .toList()))));
  }

  private static int number(Object slots) {
    if (slots instanceof Integer number) {
      return number;
    }
    throw refused("The value of slots must be a whole number.");
  }

  private static boolean flag(Object paused) {
    if (paused instanceof Boolean flag) {
      return flag;
    }
    throw refused("The value of paused must be true or false.");
  }

  /** Returns an exception for which Spring Boot responds with status 400 and the sentence. */
  private static InvalidEndpointRequestException refused(String sentence) {
    return new InvalidEndpointRequestException(sentence, sentence);
  }
}
