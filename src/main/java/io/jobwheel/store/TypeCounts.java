package io.jobwheel.store;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.JobState;
import java.util.Map;

/**
 * The number of unfinished jobs by type, and of the queued jobs that no node with a valid lease can
 * run.
 *
 * @param jobs unfinished jobs by type and state, of the types that have most of them, at most
 *     {@link #MAX_TYPES}
 * @param others unfinished jobs of all other types together, by state
 * @param withoutNode queued jobs that no node can run, by mode, without modes that have none
 * @param typesWithoutNode the same jobs by type, of the types that have most of them, at most
 *     {@link #MAX_TYPES}
 */
public record TypeCounts(
    Map<String, Map<JobState, Long>> jobs,
    Map<JobState, Long> others,
    Map<ExecutionMode, Long> withoutNode,
    Map<String, Long> typesWithoutNode) {

  /** Maximum number of types that are counted one by one. */
  public static final int MAX_TYPES = 100;

  /** Those of a store without unfinished jobs. */
  public static final TypeCounts NONE = new TypeCounts(Map.of(), Map.of(), Map.of(), Map.of());

  /** Copies the maps, but not the inner ones. */
  public TypeCounts {
    jobs = Map.copyOf(jobs);
    others = Map.copyOf(others);
    withoutNode = Map.copyOf(withoutNode);
    typesWithoutNode = Map.copyOf(typesWithoutNode);
  }
}
