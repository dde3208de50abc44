package io.jobwheel.api.summary;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.dispatch.BacklogCounts.CountedBacklog;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.JobState;
import io.jobwheel.store.LimitCounts;
import io.jobwheel.store.TypeCounts;
import io.jobwheel.store.query.JobQueries.ActiveCount;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The JSON document of the unfinished jobs in the store. All is {@code null} without a valid count.
 *
 * @param counted whether there is a valid count
 * @param age the age of the count; {@code null} also if a node of an earlier version has counted
 * @param states the number of jobs in each state
 * @param modes the number of jobs in each state, by mode
 * @param types the number of jobs in each state, by type, of the {@value TypeCounts#MAX_TYPES}
 *     types that have most of them; {@code null} also if a node of an earlier version has counted,
 *     as are the two that follow and {@code limits}
 * @param otherTypes the number of jobs in each state of all other types together
 * @param withoutNode the queued jobs that no node can run
 * @param oldestWaits the time since the oldest queued job became due, by mode, when it was counted;
 *     {@code null} for a mode without queued jobs
 * @param nodes the number of nodes with a valid lease
 * @param limits the permits and the held jobs of each limit, of the {@value LimitCounts#MAX_LIMITS}
 *     limits that hold most
 * @param otherLimits those of all other limits together; {@code null} if there are none
 */
@JsonPropertyOrder({
  "counted",
  "age",
  "states",
  "modes",
  "types",
  "otherTypes",
  "withoutNode",
  "oldestWaits",
  "nodes",
  "limits",
  "otherLimits"
})
record SummaryDocument(
    boolean counted,
    @Nullable String age,
    @Nullable Map<JobState, Long> states,
    @Nullable Map<String, Map<JobState, Long>> modes,
    @Nullable Map<String, Map<JobState, Long>> types,
    @Nullable Map<JobState, Long> otherTypes,
    @Nullable WithoutNodeDocument withoutNode,
    @Nullable Map<String, @Nullable String> oldestWaits,
    @Nullable Long nodes,
    @Nullable Map<String, LimitCountDocument> limits,
    @Nullable LimitCountDocument otherLimits) {

  private static final SummaryDocument NONE =
      new SummaryDocument(false, null, null, null, null, null, null, null, null, null, null);

  /**
   * The number of queued jobs that no node with a valid lease can run. Only what has such jobs is
   * listed.
   *
   * @param types of the {@value TypeCounts#MAX_TYPES} types that have most of them
   */
  @JsonPropertyOrder({"modes", "types"})
  record WithoutNodeDocument(Map<String, Long> modes, Map<String, Long> types) {

    static WithoutNodeDocument of(TypeCounts types) {
      Map<String, Long> modes = new LinkedHashMap<>();
      new TreeMap<>(types.withoutNode())
          .forEach((mode, count) -> modes.put(mode.wireName(), count));
      return new WithoutNodeDocument(modes, new TreeMap<>(types.typesWithoutNode()));
    }
  }

  static SummaryDocument of(Optional<CountedBacklog> counts) {
    return counts.map(SummaryDocument::of).orElse(NONE);
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
    TypeCounts types = counted.types();
    LimitCounts limits = counted.limits();
    return new SummaryDocument(
        true,
        age == null ? null : age.toString(),
        states,
        modes,
        types == null ? null : byType(types),
        types == null ? null : withZeros(types.others()),
        types == null ? null : WithoutNodeDocument.of(types),
        oldestWaits(counted.oldestQueued()),
        counted.nodes(),
        limits == null ? null : LimitCountDocument.of(limits.limits()),
        limits == null ? null : LimitCountDocument.of(limits.others()));
  }

  private static Map<String, @Nullable String> oldestWaits(Map<ExecutionMode, Duration> oldest) {
    Map<String, @Nullable String> waits = new LinkedHashMap<>();
    for (ExecutionMode mode : ExecutionMode.values()) {
      Duration wait = oldest.get(mode);
      waits.put(mode.wireName(), wait == null ? null : wait.toString());
    }
    return waits;
  }

  private static Map<String, Map<JobState, Long>> byType(TypeCounts types) {
    Map<String, Map<JobState, Long>> byType = new TreeMap<>();
    types.jobs().forEach((type, counts) -> byType.put(type, withZeros(counts)));
    return byType;
  }

  private static Map<JobState, Long> withZeros(Map<JobState, Long> counts) {
    Map<JobState, Long> all = zeros();
    all.putAll(counts);
    return all;
  }

  private static Map<JobState, Long> zeros() {
    Map<JobState, Long> zeros = new EnumMap<>(JobState.class);
    Arrays.stream(JobState.values())
        .filter(state -> !state.isFinal())
        .forEach(state -> zeros.put(state, 0L));
    return zeros;
  }
}
