package io.jobwheel.store;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads jobs and groups. */
final class JdbcJobQueries implements JobQueries {

  private final Reads reads;
  private final Ping ping;

  JdbcJobQueries(Reads reads, Ping ping) {
    this.reads = reads;
    this.ping = ping;
  }

  /** {@inheritDoc} */
  @Override
  public Optional<Job> find(UUID jobId) {
    return reads.first(
        "SELECT " + JobRow.COLUMNS + "FROM job WHERE id = ?",
        select -> select.id(jobId),
        JobRow.reader(reads.dialect()));
  }

  /** {@inheritDoc} */
  @Override
  public List<Job> list(JobFilter filter) {
    List<String> conditions = new ArrayList<>();
    if (!filter.states().isEmpty()) {
      conditions.add("state IN (%s)".formatted(Sql.marks(filter.states().size())));
      // says nothing new, and lets the database read the small index of these
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
    String where = conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions);
    return reads.list(
        "SELECT " + JobRow.COLUMNS + "FROM job " + where + " ORDER BY id DESC LIMIT ?",
        select -> fill(select, filter),
        JobRow.reader(reads.dialect()));
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
    select.number(Math.max(0, filter.limit()));
  }

  /** {@inheritDoc} */
  @Override
  public Optional<JobGroup> findGroup(UUID groupId) {
    return reads.first(
        "SELECT " + GroupRow.COLUMNS + "FROM job_group WHERE id = ?",
        select -> select.id(groupId),
        GroupRow.reader(reads.dialect()));
  }

  /** {@inheritDoc} */
  @Override
  public List<Job> jobsOfGroup(UUID groupId) {
    return reads.list(
        "SELECT " + JobRow.COLUMNS + "FROM job WHERE group_id = ? ORDER BY id",
        select -> select.id(groupId),
        JobRow.reader(reads.dialect()));
  }

  /** {@inheritDoc} */
  @Override
  public List<ActiveCount> countActive() {
    // state by state, so that each is counted in its own small index
    return reads.list(
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
