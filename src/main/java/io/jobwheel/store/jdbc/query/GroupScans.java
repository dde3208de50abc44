package io.jobwheel.store.jdbc.query;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.JobState;
import io.jobwheel.store.jdbc.query.ListScan.IndexedRows;
import io.jobwheel.store.query.GroupFilter;
import io.jobwheel.store.query.PageQuery;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Chooses the indexes from which the lists of groups are read. */
final class GroupScans {

  private static final String COLUMNS = "id, mode, outcome, started_at, created_at";

  private GroupScans() {}

  static ListScan of(PageQuery<GroupFilter> query, int scanLimit) {
    GroupFilter filter = query.filter();
    Set<JobState> states = filter.states();
    Conditions all = IdRange.before(query.before()).created(filter.created()).conditions();
    Conditions rest =
        new Conditions()
            .in("mode", filter.modes().stream().map(ExecutionMode::wireName).toList())
            .in("created_at", filter.created());
    if (!states.isEmpty()) {
      rest.and(
          states.stream().map(GroupScans::condition).collect(Collectors.joining(" OR ", "(", ")")));
      if (states.stream().noneMatch(JobState::isFinal)) {
        all.and("outcome IS NULL"); // lets the database use the small index on these groups
      }
    }
    return new ListScan("job_group", COLUMNS, List.of(new IndexedRows(all, true)), rest, scanLimit);
  }

  /** Returns the condition of a state, as of {@link io.jobwheel.job.JobGroup#state()}. */
  private static String condition(JobState state) {
    return switch (state) {
      case SUCCEEDED, FAILED, CANCELLED -> "outcome = '%s'".formatted(state);
      case RUNNING -> "outcome IS NULL AND started_at IS NOT NULL";
      case QUEUED -> "outcome IS NULL AND started_at IS NULL";
      case SCHEDULED, BLOCKED -> "1 = 0"; // no state of groups
    };
  }
}
