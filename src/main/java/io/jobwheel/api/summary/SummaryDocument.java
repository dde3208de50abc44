package io.jobwheel.api.summary;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.dispatch.BacklogCounts.CountedBacklog;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.JobState;
import io.jobwheel.store.query.JobQueries.ActiveCount;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The JSON document of the unfinished jobs in the store. All is {@code null} without a valid count.
 *
 * @param counted whether there is a valid count
 * @param age the age of the count; {@code null} also if a node of an earlier version has counted
 * @param states the number of jobs in each state
 * @param modes the number of jobs in each state, by mode
 * @param nodes the number of nodes with a valid lease
 */
@JsonPropertyOrder({"counted", "age", "states", "modes", "nodes"})
record SummaryDocument(
    boolean counted,
    @Nullable String age,
    @Nullable Map<JobState, Long> states,
    @Nullable Map<String, Map<JobState, Long>> modes,
    @Nullable Long nodes) {

  static SummaryDocument of(Optional<CountedBacklog> counts) {
    return counts
        .map(SummaryDocument::of)
        .orElseGet(() -> new SummaryDocument(false, null, null, null, null));
  }

  private static SummaryDocument of(CountedBacklog counted) {
    Map<JobState, Long> states = zeros();
    Map<ExecutionMode, Map<JobState, Long>> byMode = new EnumMap<>(ExecutionMode.class);
    for (ExecutionMode mode : ExecutionMode.values()) {
      byMode.put(mode, zeros());
    }
    for (ActiveCount each : counted.jobs()) {
      states.merge(each.state(), each.count(), Long::sum);
      requireNonNull(byMode.get(each.mode())).merge(each.state(), each.count(), Long::sum);
    }
    Map<String, Map<JobState, Long>> modes = new LinkedHashMap<>();
    byMode.forEach((mode, counts) -> modes.put(mode.wireName(), counts));
    Duration age = counted.age();
    return new SummaryDocument(
        true, age == null ? null : age.toString(), states, modes, counted.nodes());
  }

  private static Map<JobState, Long> zeros() {
    Map<JobState, Long> zeros = new EnumMap<>(JobState.class);
    Arrays.stream(JobState.values())
        .filter(state -> !state.isFinal())
        .forEach(state -> zeros.put(state, 0L));
    return zeros;
  }
}
