package io.jobwheel.store.jdbc;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.JobState;
import io.jobwheel.store.Backlog.Count;
import io.jobwheel.store.LimitCounts;
import io.jobwheel.store.LimitCounts.LimitCount;
import io.jobwheel.store.TypeCounts;
import io.jobwheel.store.jdbc.row.JobRow;
import io.jobwheel.store.query.JobQueries.ActiveCount;
import io.jobwheel.store.sql.Micros;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** Converts a count to and from JSON, which nodes of other versions also read. */
final class BacklogJson {

  private static final Logger log = LoggerFactory.getLogger(BacklogJson.class);
  private static final JsonMapper JSON = JsonMapper.shared();

  /**
   * The JSON: jobs by state and mode, and the age of the oldest queued job by mode, in
   * microseconds.
   *
   * @param publishedAt in microseconds since the epoch; {@code null} in counts of earlier versions
   * @param types {@code null} in counts of earlier versions
   * @param blocked jobs in the state {@code BLOCKED} by mode, apart from the other states since
   *     earlier versions do not know it; {@code null} in their counts
   * @param limits {@code null} in counts of earlier versions
   */
  private record StoredCount(
      Map<String, Map<String, Long>> jobs,
      Map<String, Long> oldestQueued,
      long nodes,
      @Nullable Long publishedAt,
      @Nullable StoredTypes types,
      @Nullable Map<String, Long> blocked,
      @Nullable StoredLimits limits) {}

  /**
   * Counts by type and state, and those of jobs that no node can run, by mode and by type.
   *
   * @param blocked jobs in the state {@code BLOCKED} by type, as above
   */
  private record StoredTypes(
      Map<String, Map<JobState, Long>> jobs,
      Map<JobState, Long> others,
      Map<String, Long> withoutNode,
      Map<String, Long> typesWithoutNode,
      @Nullable Map<String, Long> blocked,
      @Nullable Long othersBlocked) {

    static StoredTypes of(TypeCounts types) {
      Map<String, Map<JobState, Long>> jobs = new TreeMap<>();
      Map<String, Long> blocked = new TreeMap<>();
      types
          .jobs()
          .forEach((type, states) -> {
            jobs.put(type, without(states));
            Long held = states.get(JobState.BLOCKED);
            if (held != null) {
              blocked.put(type, held);
            }
          });
      return new StoredTypes(
          jobs,
          without(types.others()),
          byWireName(types.withoutNode()),
          types.typesWithoutNode(),
          blocked,
          types.others().get(JobState.BLOCKED));
    }

    private static Map<JobState, Long> without(Map<JobState, Long> states) {
      Map<JobState, Long> all = new TreeMap<>(states);
      all.remove(JobState.BLOCKED);
      return all;
    }

    private static Map<JobState, Long> with(Map<JobState, Long> states, @Nullable Long blocked) {
      Map<JobState, Long> all = new TreeMap<>(states);
      if (blocked != null) {
        all.put(JobState.BLOCKED, blocked);
      }
      return all;
    }

    TypeCounts counts() {
      Map<ExecutionMode, Long> byMode = new EnumMap<>(ExecutionMode.class);
      withoutNode.forEach((mode, count) -> byMode.put(JobRow.mode(mode), count));
      Map<String, Long> held = blocked == null ? Map.of() : blocked;
      Map<String, Map<JobState, Long>> all = new TreeMap<>();
      jobs.forEach((type, states) -> all.put(type, with(states, held.get(type))));
      return new TypeCounts(all, with(others, othersBlocked), byMode, typesWithoutNode);
    }

    private static Map<String, Long> byWireName(Map<ExecutionMode, Long> counts) {
      Map<String, Long> byName = new TreeMap<>();
      counts.forEach((mode, count) -> byName.put(mode.wireName(), count));
      return byName;
    }
  }

  private record StoredLimits(
      Map<String, StoredLimitCount> limits, @Nullable StoredLimitCount others) {

    static StoredLimits of(LimitCounts counts) {
      Map<String, StoredLimitCount> limits = new TreeMap<>();
      counts.limits().forEach((name, count) -> limits.put(name, StoredLimitCount.of(count)));
      LimitCount others = counts.others();
      return new StoredLimits(limits, others == null ? null : StoredLimitCount.of(others));
    }

    LimitCounts counts() {
      Map<String, LimitCount> counts = new TreeMap<>();
      limits.forEach((name, limit) -> counts.put(name, limit.count()));
      return new LimitCounts(counts, others == null ? null : others.count());
    }
  }

  /**
   * The numbers of a limit.
   *
   * @param oldest in microseconds
   */
  private record StoredLimitCount(
      @Nullable Long used, @Nullable Long free, long blocked, long oldest) {

    static StoredLimitCount of(LimitCount count) {
      return new StoredLimitCount(
          count.used(), count.free(), count.blocked(), Micros.of(count.oldest()));
    }

    LimitCount count() {
      return new LimitCount(used, free, blocked, Micros.toDuration(oldest));
    }
  }

  /** A count and the time at which it was published, in microseconds; {@code null} if unknown. */
  record TimedCount(Count count, @Nullable Long publishedAt) {}

  private BacklogJson() {}

  static String write(Count count, long publishedAt) {
    Map<String, Map<String, Long>> jobs = new TreeMap<>();
    Map<String, Long> blocked = new TreeMap<>();
    for (ActiveCount each : count.jobs()) {
      Map<String, Long> modes =
          each.state() == JobState.BLOCKED
              ? blocked
              : jobs.computeIfAbsent(each.state().name(), _ -> new TreeMap<>());
      modes.put(each.mode().wireName(), each.count());
    }
    Map<String, Long> oldest = new TreeMap<>();
    count.oldestQueued().forEach((mode, age) -> oldest.put(mode.wireName(), Micros.of(age)));
    TypeCounts types = count.types();
    LimitCounts limits = count.limits();
    return JSON.writeValueAsString(
        new StoredCount(
            jobs,
            oldest,
            count.nodes(),
            publishedAt,
            types == null ? null : StoredTypes.of(types),
            blocked,
            limits == null ? null : StoredLimits.of(limits)));
  }

  /** Returns the count, or {@code null} if the text of another version has unknown names. */
  static @Nullable TimedCount read(String text) {
    try {
      StoredCount stored = JSON.readValue(text, StoredCount.class);
      List<ActiveCount> jobs = new ArrayList<>();
      stored
          .jobs()
          .forEach((state, modes) ->
              modes.forEach((mode, jobsThere) ->
                  jobs.add(
                      new ActiveCount(JobState.valueOf(state), JobRow.mode(mode), jobsThere))));
      if (stored.blocked() != null) {
        stored
            .blocked()
            .forEach((mode, held) ->
                jobs.add(new ActiveCount(JobState.BLOCKED, JobRow.mode(mode), held)));
      }
      Map<ExecutionMode, Duration> oldest = new EnumMap<>(ExecutionMode.class);
      stored
          .oldestQueued()
          .forEach((mode, age) -> oldest.put(JobRow.mode(mode), Micros.toDuration(age)));
      StoredTypes types = stored.types();
      StoredLimits limits = stored.limits();
      Count count =
          new Count(
              jobs,
              oldest,
              stored.nodes(),
              types == null ? null : types.counts(),
              limits == null ? null : limits.counts());
      return new TimedCount(count, stored.publishedAt());
    } catch (RuntimeException e) { // invalid JSON or an unknown name
      log.debug("Published backlog counts cannot be decoded: {}", e.toString());
      return null;
    }
  }
}
