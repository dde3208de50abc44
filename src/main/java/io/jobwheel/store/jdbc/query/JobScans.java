package io.jobwheel.store.jdbc.query;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.JobState;
import io.jobwheel.store.jdbc.query.ListScan.IndexedRows;
import io.jobwheel.store.query.JobFilter;
import io.jobwheel.store.query.PageQuery;
import io.jobwheel.store.sql.SqlFragments;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Chooses the indexes from which the lists of jobs are read. */
final class JobScans {

  private static final String TABLE = "job";
  private static final String COLUMNS =
      "id, type, mode, state, submitter, error_code, created_at, finished_at, delivery_of,"
          + " schedule";

  private JobScans() {}

  /**
   * Returns the scan of a page; empty if no job can match.
   *
   * @param scanLimit the maximum number of jobs to examine
   * @param areFew whether so few jobs match any of these conditions that all can be read; they have
   *     an index, but not in the order of the ids
   */
  static Optional<ListScan> of(
      PageQuery<JobFilter> query, int scanLimit, Predicate<List<Conditions>> areFew) {
    JobFilter filter = query.filter();
    Set<JobState> states = states(filter);
    if (states.isEmpty()) {
      return Optional.empty();
    }
    Conditions rest = rest(filter);
    List<IndexedRows> sources;
    if (!filter.groups().isEmpty()) {
      rest.and(in(states)).in("error_code", filter.errorCodes());
      sources = List.of(new IndexedRows(ofGroups(filter.groups()), false));
    } else if (!filter.schedules().isEmpty()) {
      rest.and(in(states)).in("error_code", filter.errorCodes());
      sources = filter.schedules().stream().map(JobScans::ofSchedule).toList();
    } else if (!filter.errorCodes().isEmpty()) {
      rest.and(in(states));
      sources = filter.errorCodes().stream().map(JobScans::ofErrorCode).toList();
    } else {
      List<Conditions> active = active(states, filter);
      if (isAll(states) || (!active.isEmpty() && !areFew.test(active))) {
        rest.and(in(states));
        sources = List.of(new IndexedRows(new Conditions(), true)); // all jobs, by the primary key
      } else {
        sources =
            Stream.concat(
                    states.stream().filter(JobState::isFinal).map(JobScans::ended),
                    active.stream().map(few -> new IndexedRows(few, false)))
                .toList();
      }
    }
    IdRange ids =
        IdRange.before(query.before()).created(filter.created()).finished(filter.finished());
    sources.forEach(source -> source.conditions().and(ids.conditions()));
    return Optional.of(new ListScan(TABLE, COLUMNS, sources, rest, scanLimit));
  }

  /**
   * Returns the conditions of all jobs that match a filter, which match any of them; no job matches
   * two. Empty if no job can match.
   */
  static List<Conditions> all(JobFilter filter) {
    Set<JobState> states = states(filter);
    List<Conditions> sources;
    if (states.isEmpty()) {
      return List.of();
    } else if (!filter.groups().isEmpty()) {
      sources = List.of(ofGroups(filter.groups()).and(in(states)));
    } else if (isAll(states) || !filter.errorCodes().isEmpty()) {
      sources = List.of(in(states));
    } else {
      // one for each state, which uses its own index
      sources = states.stream().map(JobScans::ofState).toList();
    }
    IdRange ids = IdRange.before(null).created(filter.created()).finished(filter.finished());
    sources.forEach(source ->
        source.in("error_code", filter.errorCodes()).and(ids.conditions()).and(rest(filter)));
    return sources;
  }

  /** Returns the conditions on columns without an index of their own. */
  private static Conditions rest(JobFilter filter) {
    Conditions rest = new Conditions();
    if (filter.hidesDeliveries()) {
      rest.and("delivery_of IS NULL");
    }
    return rest.in("type", filter.types())
        .in("mode", wireNames(filter))
        .in("submitter", filter.submitters())
        .in("schedule", filter.schedules())
        .in("created_at", filter.created())
        .in("finished_at", filter.finished());
  }

  private static Set<JobState> states(JobFilter filter) {
    Set<JobState> states = EnumSet.allOf(JobState.class);
    if (!filter.states().isEmpty()) {
      states.retainAll(filter.states());
    }
    if (!filter.finished().isAll()) {
      states.removeIf(state -> !state.isFinal());
    }
    return states;
  }

  private static boolean isAll(Set<JobState> states) {
    return states.size() == JobState.values().length;
  }

  // names of states are literals: a partial index is used only for a value that the plan knows

  private static Conditions in(Set<JobState> states) {
    return isAll(states)
        ? new Conditions()
        : new Conditions()
            .and(
                "state IN ('%s')"
                    .formatted(String.join("', '", states.stream().map(JobState::name).toList())));
  }

  private static IndexedRows ended(JobState state) {
    return new IndexedRows(ofState(state), true);
  }

  private static Conditions ofState(JobState state) {
    Conditions conditions = new Conditions().and("state = '%s'".formatted(state));
    return state.isFinal() ? conditions.and("finished_at IS NOT NULL") : conditions;
  }

  private static IndexedRows ofSchedule(String name) {
    return new IndexedRows(
        new Conditions().and("schedule = ?", statement -> statement.text(name)), true);
  }

  private static IndexedRows ofErrorCode(String code) {
    return new IndexedRows(
        new Conditions().and("error_code = ?", statement -> statement.text(code)), true);
  }

  private static Conditions ofGroups(Set<UUID> groups) {
    return new Conditions()
        .and(
            "group_id IN (%s)".formatted(SqlFragments.placeholders(groups.size())),
            statement -> {
              for (UUID group : groups) {
                statement.id(group);
              }
            });
  }

  /** Returns the conditions of unfinished jobs, which have an index for each state. */
  private static List<Conditions> active(Set<JobState> states, JobFilter filter) {
    return states.stream()
        .filter(state -> !state.isFinal())
        .map(state ->
            new Conditions()
                .and("state = '%s'".formatted(state))
                .in("mode", wireNames(filter))
                .in("submitter", filter.submitters()))
        .toList();
  }

  private static Collection<String> wireNames(JobFilter filter) {
    return filter.modes().stream().map(ExecutionMode::wireName).toList();
  }
}
