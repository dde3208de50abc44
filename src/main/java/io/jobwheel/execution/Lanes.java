package io.jobwheel.execution;

import io.jobwheel.job.ExecutionMode;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The lanes of this node, one for each mode. Immutable. */
public final class Lanes {

  private final Map<ExecutionMode, Lane> byMode = new EnumMap<>(ExecutionMode.class);

  public Lanes(Collection<Lane> lanes) {
    lanes.forEach(lane -> byMode.put(lane.mode(), lane));
    for (ExecutionMode mode : ExecutionMode.values()) {
      if (!byMode.containsKey(mode)) {
        throw new IllegalArgumentException("No lane serves the mode " + mode);
      }
    }
  }

  public Lane of(ExecutionMode mode) {
    return Objects.requireNonNull(byMode.get(mode));
  }

  /** Returns all lanes, in the order of the modes. */
  public Collection<Lane> all() {
    return Collections.unmodifiableCollection(byMode.values());
  }

  /** Returns the current status of all lanes, in the order of the modes. */
  public List<LaneStatus> statuses() {
    return byMode.values().stream().map(Lane::status).toList();
  }
}
