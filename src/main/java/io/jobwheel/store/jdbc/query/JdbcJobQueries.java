package io.jobwheel.store.jdbc.query;

import static java.util.Objects.requireNonNull;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.job.StateCounts;
import io.jobwheel.store.jdbc.row.GroupRow;
import io.jobwheel.store.jdbc.row.JobRow;
import io.jobwheel.store.query.GroupFilter;
import io.jobwheel.store.query.JobFilter;
import io.jobwheel.store.query.JobQueries;
import io.jobwheel.store.query.JobText;
import io.jobwheel.store.query.JobView;
import io.jobwheel.store.query.Page;
import io.jobwheel.store.query.PageQuery;
import io.jobwheel.store.query.ReadMeter;
import io.jobwheel.store.query.TextSelection;
import io.jobwheel.store.sql.BoundStatement;
import io.jobwheel.store.sql.Micros;
import io.jobwheel.store.sql.SqlFragments;
import io.jobwheel.store.sql.StoreProbe;
import io.jobwheel.store.sql.StoreReader;
import java.sql.SQLException;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Reads jobs and groups. */
public final class JdbcJobQueries implements JobQueries {

  private static final int MAX_IN_LIST = 1_000;

  /**
   * The default of the maximum number of jobs or groups that a page examines: what PostgreSQL reads
   * in some 10 ms, or 40 ms if the rows are far apart.
   */
  private static final int SCAN_LIMIT = 10_000;

  private final StoreReader reader;
  private final StoreProbe ping;
  private final int scanLimit;

  public JdbcJobQueries(StoreReader reader, StoreProbe ping) {
    this(reader, ping, SCAN_LIMIT);
  }

  /**
   * Creates queries.
   *
   * @param scanLimit the maximum number of jobs or groups that a page examines, 1 or more
   */
  public JdbcJobQueries(StoreReader reader, StoreProbe ping, int scanLimit) {
    this.reader = reader;
    this.ping = ping;
    this.scanLimit = scanLimit;
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
  public Page<JobView> list(PageQuery<JobFilter> query, TextSelection texts, ReadMeter meter) {
    return JobScans.of(query, scanLimit, this::areFew)
        .map(scan -> list(scan, query.limit(), texts, meter))
        .orElseGet(Page::empty);
  }

  private Page<JobView> list(ListScan scan, int limit, TextSelection texts, ReadMeter meter) {
    return ListRow.page(
        reader.list(
            JobViewSql.page(scan.sql(limit), limit, texts),
            scan::fill,
            row ->
                new ListRow<>(
                    requireNonNull(reader.dialect().id(row, 1)),
                    JobViewSql.matches(row)
                        ? JobViewSql.read(row, reader.dialect(), texts.texts(), meter)
                        : null,
                    JobViewSql.isFollowed(row),
                    JobViewSql.isLast(row))));
  }

  private boolean areFew(List<Conditions> conditions) {
    return reader
        .first(
            "%s LIMIT 1 OFFSET %d".formatted(rowsOf(conditions), scanLimit),
            select -> fill(select, conditions),
            row -> row.getInt(1))
        .isEmpty();
  }

  private static String rowsOf(List<Conditions> conditions) {
    return conditions.stream()
        .map(each -> "SELECT 1 FROM job WHERE " + each.expression())
        .collect(Collectors.joining(" UNION ALL "));
  }

  private long count(String rows, List<Conditions> conditions) {
    return reader
        .first(
            "SELECT count(*) FROM (%s) AS counted".formatted(rows),
            select -> fill(select, conditions),
            row -> row.getLong(1))
        .orElseThrow();
  }

  private static void fill(BoundStatement select, List<Conditions> conditions) throws SQLException {
    for (Conditions each : conditions) {
      each.fill(select);
    }
  }

  /** {@inheritDoc} */
  @Override
  public long count(JobFilter filter) {
    List<Conditions> conditions = JobScans.all(filter);
    return conditions.isEmpty() ? 0 : count(rowsOf(conditions), conditions);
  }

  /** {@inheritDoc} */
  @Override
  public Page<JobGroup> listGroups(PageQuery<GroupFilter> query) {
    ListScan scan = GroupScans.of(query, scanLimit);
    int limit = query.limit();
    return ListRow.page(
        reader.list(
            """
            WITH candidate AS (
              %s)
            SELECT %s, matches, last,
              CASE WHEN lead(id) OVER (ORDER BY id DESC) IS NULL THEN 0 ELSE 1 END
            FROM candidate JOIN job_group USING (id)
            ORDER BY id DESC LIMIT %d
            """
                .formatted(scan.sql(limit), GroupRow.COLUMNS, limit),
            scan::fill,
            row -> {
              JobGroup group = GroupRow.read(row, reader.dialect());
              boolean matches = row.getInt(GroupRow.COLUMN_COUNT + 1) == 1;
              return new ListRow<>(
                  group.id(),
                  matches ? group : null,
                  row.getInt(GroupRow.COLUMN_COUNT + 3) == 1,
                  row.getInt(GroupRow.COLUMN_COUNT + 2) == 1);
            }));
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
  public List<Job> deliveriesOf(UUID subject, int limit, ReadMeter meter) {
    return reader.list(
        JobViewSql.deliveries(),
        select -> select.id(subject).number(limit),
        row -> JobViewSql.read(row, reader.dialect(), Set.of(JobText.values()), meter).job());
  }

  /** {@inheritDoc} */
  @Override
  public GroupTally tally(UUID groupId) {
    record Tallied(JobState state, long count, long ends) {}

    // a job that ends once more ends later, and differences cannot overflow
    List<Tallied> found =
        reader.list(
            """
            SELECT state, count(*), coalesce(sum(finished_at - created_at), 0)
            FROM job WHERE group_id = ? GROUP BY state
            """,
            select -> select.id(groupId),
            row -> new Tallied(JobState.valueOf(row.getString(1)), row.getLong(2), row.getLong(3)));
    Map<JobState, Long> counts = new EnumMap<>(JobState.class);
    found.forEach(each -> counts.put(each.state(), each.count()));
    return new GroupTally(new StateCounts(counts), found.stream().mapToLong(Tallied::ends).sum());
  }

  /** {@inheritDoc} */
  @Override
  public List<JobEnd> endsOfGroup(UUID groupId) {
    return reader.list(
        """
        SELECT id, finished_at
        FROM job
        WHERE group_id = ? AND state IN ('SUCCEEDED', 'FAILED', 'CANCELLED')
        ORDER BY finished_at, id
        """,
        select -> select.id(groupId),
        row ->
            new JobEnd(
                requireNonNull(reader.dialect().id(row, 1)), Micros.toInstant(row.getLong(2))));
  }

  /** {@inheritDoc} */
  @Override
  public List<ActiveCount> countActive() {
    // one query for each state, which uses its own small index
    return reader.list(
        """
        SELECT 'SCHEDULED', mode, count(*) FROM job WHERE state = 'SCHEDULED' GROUP BY mode
        UNION ALL
        SELECT 'BLOCKED', mode, count(*) FROM job WHERE state = 'BLOCKED' GROUP BY mode
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
