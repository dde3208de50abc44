package io.jobwheel.store.jdbc;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.JobState;
import io.jobwheel.store.Backlog.Count;
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
   */
  private record StoredCount(
      Map<String, Map<String, Long>> jobs,
      Map<String, Long> oldestQueued,
      long nodes,
      @Nullable Long publishedAt,
      @Nullable StoredTypes types) {}

  /** Counts by type and state, and those of jobs that no node can run, by mode and by type. */
  private record StoredTypes(
      Map<String, Map<JobState, Long>> jobs,
      Map<JobState, Long> others,
      Map<String, Long> withoutNode,
      Map<String, Long> typesWithoutNode) {

    static StoredTypes of(TypeCounts types) {
      return new StoredTypes(
          types.jobs(), types.others(), byWireName(types.withoutNode()), types.typesWithoutNode());
    }

    TypeCounts counts() {
      Map<ExecutionMode, Long> byMode = new EnumMap<>(ExecutionMode.class);
      withoutNode.forEach((mode, count) -> byMode.put(JobRow.mode(mode), count));
      return new TypeCounts(jobs, others, byMode, typesWithoutNode);
    }

    private static Map<String, Long> byWireName(Map<ExecutionMode, Long> counts) {
      Map<String, Long> byName = new TreeMap<>();
      counts.forEach((mode, count) -> byName.put(mode.wireName(), count));
      return byName;
    }
  }

  /** A count and the time at which it was published, in microseconds; {@code null} if unknown. */
  record TimedCount(Count count, @Nullable Long publishedAt) {}

  private BacklogJson() {}

  static String write(Count count, long publishedAt) {
    Map<String, Map<String, Long>> jobs = new TreeMap<>();
    for (ActiveCount each : count.jobs()) {
      jobs.computeIfAbsent(each.state().name(), _ -> new TreeMap<>())
          .put(each.mode().wireName(), each.count());
    }
    Map<String, Long> oldest = new TreeMap<>();
    count.oldestQueued().forEach((mode, age) -> oldest.put(mode.wireName(), Micros.of(age)));
    TypeCounts types = count.types();
    return JSON.writeValueAsString(
        new StoredCount(
            jobs,
            oldest,
            count.nodes(),
            publishedAt,
            types == null ? null : StoredTypes.of(types)));
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
      Map<ExecutionMode, Duration> oldest = new EnumMap<>(ExecutionMode.class);
      stored
          .oldestQueued()
          .forEach((mode, age) -> oldest.put(JobRow.mode(mode), Micros.toDuration(age)));
      StoredTypes types = stored.types();
      Count count = new Count(jobs, oldest, stored.nodes(), types == null ? null : types.counts());
      return new TimedCount(count, stored.publishedAt());
    } catch (RuntimeException e) { // invalid JSON or an unknown name
      log.debug("Published backlog counts cannot be decoded: {}", e.toString());
      return null;
    }
  }
}
