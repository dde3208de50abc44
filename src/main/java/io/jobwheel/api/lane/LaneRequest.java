package io.jobwheel.api.lane;

import io.jobwheel.api.job.JobIds;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.InvalidJobException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request to pause or resume a lane, not validated.
 *
 * @param node the id of the node that the request is for; null for the one that receives it
 */
record LaneRequest(@Nullable String node) {

  /** Is for the node that receives the request. */
  static final LaneRequest NONE = new LaneRequest(null);

  /**
   * Returns the id of the node that the request is for; null for any node.
   *
   * @throws InvalidJobException if it is not a UUID
   */
  @Nullable UUID nodeId() {
    try {
      return node == null ? null : JobIds.parseValue(node);
    } catch (IllegalArgumentException e) {
      throw new InvalidJobException(
          List.of(new FieldError("node", String.valueOf(e.getMessage()))));
    }
  }
}
