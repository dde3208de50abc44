package io.jobwheel.store.jdbc;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.JobState;
import io.jobwheel.store.Backlog.Count;
import io.jobwheel.store.JobQueries.ActiveCount;
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

/** A count as text, which nodes of other versions read too. */
final class BacklogJson {

  private static final Logger log = LoggerFactory.getLogger(BacklogJson.class);
  private static final JsonMapper JSON = JsonMapper.shared();

  /** The text: jobs by state and mode, the oldest by mode in microseconds. */
  private record Kept(
      Map<String, Map<String, Long>> jobs, Map<String, Long> oldestQueued, long nodes) {}

  private BacklogJson() {}

  static String write(Count count) {
    Map<String, Map<String, Long>> jobs = new TreeMap<>();
    for (ActiveCount each : count.jobs()) {
      jobs.computeIfAbsent(each.state().name(), _ -> new TreeMap<>())
          .put(each.mode().wireName(), each.count());
    }
    Map<String, Long> oldest = new TreeMap<>();
    count.oldestQueued().forEach((mode, age) -> oldest.put(mode.wireName(), Micros.of(age)));
    return JSON.writeValueAsString(new Kept(jobs, oldest, count.nodes()));
  }

  /** The count; null when the text is of a version that this one does not understand. */
  static @Nullable Count read(String text) {
    try {
      Kept kept = JSON.readValue(text, Kept.class);
      List<ActiveCount> jobs = new ArrayList<>();
      kept.jobs()
          .forEach((state, modes) ->
              modes.forEach((mode, jobsThere) ->
                  jobs.add(
                      new ActiveCount(JobState.valueOf(state), JobRow.mode(mode), jobsThere))));
      Map<ExecutionMode, Duration> oldest = new EnumMap<>(ExecutionMode.class);
      kept.oldestQueued()
          .forEach((mode, age) -> oldest.put(JobRow.mode(mode), Micros.toDuration(age)));
      return new Count(jobs, oldest, kept.nodes());
    } catch (RuntimeException e) { // Jackson's, or a name that is not known here
      log.debug("The counts of the backlog cannot be read: {}", e.toString());
      return null;
    }
  }
}
