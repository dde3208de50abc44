package io.jobwheel.store.query;

import io.jobwheel.job.ExecutionMode;
import java.util.Set;

/**
 * What a node can run: jobs of one of these types in one of these modes.
 *
 * @param types the names of job types
 * @param modes the modes of lanes that have slots, even if they are paused
 */
public record NodeCapabilities(Set<String> types, Set<ExecutionMode> modes) {

  /** Those of a node that starts no more jobs. */
  public static final NodeCapabilities NONE = new NodeCapabilities(Set.of(), Set.of());

  /** Copies the sets. */
  public NodeCapabilities {
    types = Set.copyOf(types);
    modes = Set.copyOf(modes);
  }

  boolean include(String type, ExecutionMode mode) {
    return modes.contains(mode) && types.contains(type);
  }
}
