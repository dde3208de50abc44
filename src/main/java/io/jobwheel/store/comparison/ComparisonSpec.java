package io.jobwheel.store.comparison;

import io.jobwheel.job.ExecutionMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a comparison runs.
 *
 * @param modes the modes, each once, in the order of their turns
 * @param jobs the number of jobs of a round, 1 or more
 * @param repeats the number of measured rounds of each mode, 1 or more
 * @param forced whether the node was busy when it began
 * @param payloads the payloads as a JSON array: one for all jobs of a round, or one for each; null
 *     if they were not read
 */
public record ComparisonSpec(
    String type,
    List<ExecutionMode> modes,
    int jobs,
    int repeats,
    boolean forced,
    @Nullable String payloads) {

  public ComparisonSpec {
    modes = List.copyOf(modes);
  }

  /** Returns the number of rounds of all modes together, including those that warm up. */
  public int rounds() {
    return modes.size() * (repeats + 1);
  }
}
