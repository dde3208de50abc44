package io.jobwheel.store.jdbc.query;

import static java.util.Objects.requireNonNull;

import io.jobwheel.job.Job;
import io.jobwheel.store.jdbc.row.CapabilitiesJson;
import io.jobwheel.store.jdbc.row.JobRow;
import io.jobwheel.store.jdbc.row.NodeStatusJson;
import io.jobwheel.store.query.FleetCapabilities;
import io.jobwheel.store.query.NodeQueries;
import io.jobwheel.store.query.RegisteredNode;
import io.jobwheel.store.sql.Micros;
import io.jobwheel.store.sql.SqlFragments;
import io.jobwheel.store.sql.StoreReader;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads what other nodes can run and do, and the changes that they made to jobs. */
public final class JdbcNodeQueries implements NodeQueries {

  // the output of a job grows at its last attempt only
  private static final String JOB_VERSIONS =
      """
      SELECT id, state, blocked_by, attempt, fence, priority, run_at, started_at, finished_at,
        cancel_requested_at, failures, crashes,
        (SELECT max(id) FROM job_event WHERE job_id = job.id AND attempt = job.attempt),
        (SELECT at FROM job_progress WHERE job_id = job.id)
      FROM job
      WHERE id IN (%s)
      """;

  private static final String GROUP_VERSIONS =
      """
      SELECT id, outcome, started_at,
        (SELECT count(*) FROM job WHERE group_id = job_group.id AND state = 'BLOCKED'),
        (SELECT count(*) FROM job WHERE group_id = job_group.id AND state = 'QUEUED'),
        (SELECT count(*) FROM job WHERE group_id = job_group.id AND state = 'RUNNING'),
        (SELECT count(*) FROM job
          WHERE group_id = job_group.id AND state IN ('SUCCEEDED', 'FAILED', 'CANCELLED'))
      FROM job_group
      WHERE id IN (%s)
      """;

  /** In characters; twice what a node of this version writes. A longer text is not read. */
  private static final int MAX_STATUS = 8192;

  private static final Comparator<RegisteredNode> BY_NAME =
      Comparator.comparing(RegisteredNode::name).thenComparing(node -> node.id().toString());

  private final StoreReader reader;

  public JdbcNodeQueries(StoreReader reader) {
    this.reader = reader;
  }

  /** {@inheritDoc} */
  @Override
  public Set<UUID> ended(Collection<UUID> ids) {
    Set<UUID> ended = new HashSet<>();
    if (!ids.isEmpty()) {
      for (String table : new String[] {"job", "job_group"}) {
        ended.addAll(
            reader.list(
                "SELECT id FROM %s WHERE id IN (%s) AND finished_at IS NOT NULL"
                    .formatted(table, SqlFragments.placeholders(ids.size())),
                select -> {
                  for (UUID id : ids) {
                    select.id(id);
                  }
                },
                this::id));
      }
    }
    return ended;
  }

  /** {@inheritDoc} */
  @Override
  public Map<UUID, Integer> versions(Collection<UUID> ids) {
    Map<UUID, Integer> versions = new HashMap<>();
    if (!ids.isEmpty()) {
      for (String query : new String[] {JOB_VERSIONS, GROUP_VERSIONS}) {
        reader
            .list(
                query.formatted(SqlFragments.placeholders(ids.size())),
                select -> {
                  for (UUID id : ids) {
                    select.id(id);
                  }
                },
                row -> Map.entry(id(row), version(row)))
            .forEach(each -> versions.put(each.getKey(), each.getValue()));
      }
    }
    return versions;
  }

  /** Returns a number of all columns but the first. */
  private static int version(ResultSet row) throws SQLException {
    int columns = row.getMetaData().getColumnCount();
    int version = 1;
    for (int column = 2; column <= columns; column++) {
      version = 31 * version + Objects.hashCode(row.getString(column));
    }
    return version;
  }

  /** {@inheritDoc} */
  @Override
  public List<UUID> cancelRequested(UUID owner) {
    return reader.list(
        """
        SELECT id
        FROM job
        WHERE state = 'RUNNING' AND owner = ? AND cancel_requested_at IS NOT NULL
        """,
        select -> select.id(owner),
        this::id);
  }

  /** {@inheritDoc} */
  @Override
  public List<Job> heldBy(UUID owner) {
    return reader.list(
        "SELECT " + JobRow.BRIEF_COLUMNS + "FROM job WHERE state = 'RUNNING' AND owner = ?",
        select -> select.id(owner),
        JobRow.reader(reader.dialect()));
  }

  /** {@inheritDoc} */
  @Override
  public FleetCapabilities capabilities() {
    return CapabilitiesJson.read(
        reader.<@Nullable String>list(
            "SELECT DISTINCT capabilities FROM node WHERE lease_until > "
                + reader.dialect().nowMicros(),
            _ -> {},
            row -> row.getString(1)));
  }

  /** {@inheritDoc} */
  @Override
  public List<RegisteredNode> nodes(Duration lostWithin) {
    String now = reader.dialect().nowMicros();
    List<RegisteredNode> nodes =
        reader.list(
            """
            SELECT id, name, started_at, lease_until,
              CASE WHEN length(status) <= ? THEN status END, %s
            FROM node
            WHERE lease_until > %s - ?
            ORDER BY CASE WHEN lease_until > %s THEN 0 ELSE 1 END, name, id
            LIMIT ?
            """
                .formatted(now, now, now),
            select -> select.number(MAX_STATUS).number(Micros.of(lostWithin)).number(MAX_NODES),
            this::node);
    return nodes.stream().sorted(BY_NAME).toList();
  }

  private RegisteredNode node(ResultSet row) throws SQLException {
    String status = row.getString(5);
    return new RegisteredNode(
        id(row),
        row.getString(2),
        Micros.toInstant(row.getLong(3)),
        Micros.toInstant(row.getLong(4)),
        status == null ? null : NodeStatusJson.read(status),
        Micros.toInstant(row.getLong(6)));
  }

  private UUID id(ResultSet row) throws SQLException {
    return requireNonNull(reader.dialect().id(row, 1));
  }
}
