package io.jobwheel.store.jdbc;

import static java.util.stream.Collectors.toMap;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.JobState;
import io.jobwheel.store.Backlog.Count;
import io.jobwheel.store.LimitCounts;
import io.jobwheel.store.TypeCounts;
import io.jobwheel.store.query.FleetCapabilities;
import io.jobwheel.store.query.JobQueries.ActiveCount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Adds up the numbers of jobs by state, mode and type. */
final class BacklogTally {

  private record TallyEntry(JobState state, ExecutionMode mode, String type, long count) {}

  private final List<TallyEntry> entries = new ArrayList<>();
  private final Map<ExecutionMode, Duration> oldestQueued = new EnumMap<>(ExecutionMode.class);

  void add(JobState state, ExecutionMode mode, String type, long count) {
    entries.add(new TallyEntry(state, mode, type, count));
  }

  /** Records the time since the oldest queued job of a mode and a type became due. */
  void addOldestQueued(ExecutionMode mode, Duration age) {
    oldestQueued.merge(mode, age, (a, b) -> a.compareTo(b) > 0 ? a : b);
  }

  Count count(FleetCapabilities fleet, long nodes, LimitCounts limits) {
    Map<ExecutionMode, Map<JobState, Long>> byMode = new EnumMap<>(ExecutionMode.class);
    entries.forEach(entry ->
        byMode
            .computeIfAbsent(entry.mode, _ -> new EnumMap<>(JobState.class))
            .merge(entry.state, entry.count, Long::sum));
    List<ActiveCount> jobs = new ArrayList<>();
    byMode.forEach((mode, states) ->
        states.forEach((state, count) -> jobs.add(new ActiveCount(state, mode, count))));
    return new Count(jobs, oldestQueued, nodes, types(fleet), limits);
  }

  private TypeCounts types(FleetCapabilities fleet) {
    Map<String, Long> totals = new HashMap<>();
    Map<String, Long> typesWithoutNode = new HashMap<>();
    Map<ExecutionMode, Long> withoutNode = new EnumMap<>(ExecutionMode.class);
    for (TallyEntry entry : entries) {
      totals.merge(entry.type, entry.count, Long::sum);
      if (entry.state == JobState.QUEUED && !fleet.canRun(entry.type, entry.mode)) {
        typesWithoutNode.merge(entry.type, entry.count, Long::sum);
        withoutNode.merge(entry.mode, entry.count, Long::sum);
      }
    }
    Map<String, Long> named = most(totals);
    Map<String, Map<JobState, Long>> jobs = new HashMap<>();
    Map<JobState, Long> others = new EnumMap<>(JobState.class);
    for (TallyEntry entry : entries) {
      Map<JobState, Long> states =
          named.containsKey(entry.type)
              ? jobs.computeIfAbsent(entry.type, _ -> new EnumMap<>(JobState.class))
              : others;
      states.merge(entry.state, entry.count, Long::sum);
    }
    return new TypeCounts(jobs, others, withoutNode, most(typesWithoutNode));
  }

  /** Returns the types with the highest counts; of equal ones, the first by name. */
  private static Map<String, Long> most(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(TypeCounts.MAX_TYPES)
        .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
