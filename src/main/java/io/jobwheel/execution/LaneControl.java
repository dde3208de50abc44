package io.jobwheel.execution;

import io.jobwheel.job.ExecutionMode;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pauses, resumes and resizes the lanes of this node for operators, and logs each change with the
 * operator's name. Changes are lost when the node stops. Safe for use by any thread.
 */
public final class LaneControl {

  private static final Logger log = LoggerFactory.getLogger(LaneControl.class);

  private final Lanes lanes;
  private final InstantSource clock;
  private final OperatorName operator;

  public LaneControl(Lanes lanes, InstantSource clock, OperatorName operator) {
    this.lanes = lanes;
    this.clock = clock;
    this.operator = operator;
  }

  /** Pauses a lane: no attempt starts, running attempts continue. A second call has no effect. */
  public Lane pause(ExecutionMode mode) {
    return change(mode, null, true);
  }

  /** Resumes a lane. A second call has no effect. */
  public Lane resume(ExecutionMode mode) {
    return change(mode, null, false);
  }

  /**
   * Changes the number of slots of a lane.
   *
   * @throws IllegalArgumentException if the lane cannot have that many slots; nothing is changed,
   *     and the message has advice
   */
  public Lane resize(ExecutionMode mode, int slots) {
    return change(mode, slots, null);
  }

  /**
   * Resizes and pauses, or resizes and resumes, a lane.
   *
   * @param slots the new number of slots; null to keep it
   * @param paused {@code true} to pause the lane, {@code false} to resume it; null to keep it
   * @throws IllegalArgumentException if the lane cannot have that many slots; nothing is changed,
   *     and the message has advice
   */
  public Lane change(ExecutionMode mode, @Nullable Integer slots, @Nullable Boolean paused) {
    Lane lane = lanes.of(mode);
    if (slots != null) {
      lane.size().ensureAllows(mode, slots); // before anything is changed
    }
    String by = operator.current();
    if (Boolean.TRUE.equals(paused)) {
      lane.pause(clock.instant());
      log.info("lane {} - paused (by={})", mode, by);
    }
    if (slots != null) {
      int before = lane.slots();
      lane.resize(slots);
      log.info("lane {} - resized (by={}, slots={}, before={})", mode, by, slots, before);
    }
    if (Boolean.FALSE.equals(paused)) {
      lane.resume();
      log.info("lane {} - resumed (by={})", mode, by);
    }
    return lane;
  }
}
