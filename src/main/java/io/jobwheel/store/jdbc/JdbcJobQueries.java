package io.jobwheel.store.jdbc;

import static java.util.Objects.requireNonNull;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.store.JobQueries;
import io.jobwheel.store.JobText;
import io.jobwheel.store.JobView;
import io.jobwheel.store.ReadMeter;
import io.jobwheel.store.TextSelection;
import io.jobwheel.store.sql.BoundStatement;
import io.jobwheel.store.sql.SqlFragments;
import io.jobwheel.store.sql.StoreProbe;
import io.jobwheel.store.sql.StoreReader;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Reads jobs and groups. */
public final class JdbcJobQueries implements JobQueries {

  private static final int MAX_IN_LIST = 1_000;

  private final StoreReader reader;
  private final StoreProbe ping;

  public JdbcJobQueries(StoreReader reader, StoreProbe ping) {
    this.reader = reader;
    this.ping = ping;
  }

  /** {@inheritDoc} */
  @Override
  public Optional<Job> find(UUID jobId, ReadMeter meter) {
    return reader
        .first(
            JobViewSql.one(),
            select -> select.id(jobId),
            row -> JobViewSql.read(row, reader.dialect(), Set.of(JobText.values()), meter))
        .map(JobView::job);
  }

  /** {@inheritDoc} */
  @Override
  public Optional<Job> findBrief(UUID jobId) {
    return reader.first(
        "SELECT " + JobRow.BRIEF_COLUMNS + "FROM job WHERE id = ?",
        select -> select.id(jobId),
        JobRow.reader(reader.dialect()));
  }

  /** {@inheritDoc} */
  @Override
  public Map<UUID, JobState> states(Collection<UUID> jobIds) {
    Map<UUID, JobState> states = new HashMap<>();
    List<UUID> ids = List.copyOf(jobIds);
    for (int from = 0; from < ids.size(); from += MAX_IN_LIST) {
      List<UUID> part = ids.subList(from, Math.min(from + MAX_IN_LIST, ids.size()));
      reader
          .list(
              "SELECT id, state FROM job WHERE id IN (%s)"
                  .formatted(SqlFragments.placeholders(part.size())),
              select -> {
                for (UUID id : part) {
                  select.id(id);
                }
              },
              row ->
                  Map.entry(
                      requireNonNull(reader.dialect().id(row, 1)),
                      JobState.valueOf(row.getString(2))))
          .forEach(found -> states.put(found.getKey(), found.getValue()));
    }
    return states;
  }

  /** {@inheritDoc} */
  @Override
  public Page list(JobFilter filter, TextSelection texts, ReadMeter meter) {
    int[] candidates = new int[1];
    List<JobView> jobs =
        reader.list(
            JobViewSql.page(where(filter), Math.max(0, filter.limit()), texts),
            select -> fill(select, filter),
            row -> {
              candidates[0] = JobViewSql.candidates(row);
              return JobViewSql.read(row, reader.dialect(), texts.texts(), meter);
            });
    return new Page(jobs, candidates[0] > jobs.size());
  }

  private static String where(JobFilter filter) {
    List<String> conditions = new ArrayList<>();
    if (!filter.states().isEmpty()) {
      conditions.add("state IN (%s)".formatted(SqlFragments.placeholders(filter.states().size())));
      // implied by the states; lets the database use the small index on these jobs
      if (filter.states().stream().allMatch(JobState::isFinal)) {
        conditions.add("finished_at IS NOT NULL");
      } else if (filter.states().stream().noneMatch(JobState::isFinal)) {
        conditions.add("finished_at IS NULL");
      }
    }
    if (filter.type() != null) {
      conditions.add("type = ?");
    }
    if (filter.mode() != null) {
      conditions.add("mode = ?");
    }
    if (filter.before() != null) {
      conditions.add("id < ?");
    }
    return conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions);
  }

  private static void fill(BoundStatement select, JobFilter filter) throws SQLException {
    for (JobState state : filter.states()) {
      select.text(state.name());
    }
    if (filter.type() != null) {
      select.text(filter.type());
    }
    if (filter.mode() != null) {
      select.text(filter.mode().wireName());
    }
    if (filter.before() != null) {
      select.id(filter.before());
    }
  }

  /** {@inheritDoc} */
  @Override
  public Optional<JobGroup> findGroup(UUID groupId) {
    return reader.first(
        "SELECT " + GroupRow.COLUMNS + "FROM job_group WHERE id = ?",
        select -> select.id(groupId),
        GroupRow.reader(reader.dialect()));
  }

  /** {@inheritDoc} */
  @Override
  public List<JobView> jobsOfGroup(UUID groupId, TextSelection texts, ReadMeter meter) {
    return reader.list(
        JobViewSql.group(texts),
        select -> select.id(groupId),
        row -> JobViewSql.read(row, reader.dialect(), texts.texts(), meter));
  }

  /** {@inheritDoc} */
  @Override
  public List<ActiveCount> countActive() {
    // one query for each state, which uses its own small index
    return reader.list(
        """
        SELECT 'SCHEDULED', mode, count(*) FROM job WHERE state = 'SCHEDULED' GROUP BY mode
        UNION ALL
        SELECT 'QUEUED', mode, count(*) FROM job WHERE state = 'QUEUED' GROUP BY mode
        UNION ALL
        SELECT 'RUNNING', mode, count(*) FROM job WHERE state = 'RUNNING' GROUP BY mode
        """,
        _ -> {},
        row ->
            new ActiveCount(
                JobState.valueOf(row.getString(1)), JobRow.mode(row.getString(2)), row.getLong(3)));
  }

  /** {@inheritDoc} */
  @Override
  public void ping() {
    ping.run();
  }
}
