package io.jobwheel.store.query;

import io.jobwheel.job.ExecutionMode;
import java.util.Set;

/**
 * What the nodes with a valid lease can run together, at one moment. Immutable.
 *
 * @param published the distinct capabilities that nodes have published
 * @param complete whether all of these nodes have published theirs; if not, any job can be run
 */
public record FleetCapabilities(Set<NodeCapabilities> published, boolean complete) {

  /** Those of a fleet of which nothing is known: any job can be run. */
  public static final FleetCapabilities UNKNOWN = new FleetCapabilities(Set.of(), false);

  /** Copies the set. */
  public FleetCapabilities {
    published = Set.copyOf(published);
  }

  /** Returns whether at least one node can run such a job, or may be able to. */
  public boolean canRun(String type, ExecutionMode mode) {
    return !complete || published.stream().anyMatch(node -> node.include(type, mode));
  }
}
