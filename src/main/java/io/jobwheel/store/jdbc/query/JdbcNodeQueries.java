package io.jobwheel.store.jdbc.query;

import static java.util.Objects.requireNonNull;

import io.jobwheel.job.Job;
import io.jobwheel.store.jdbc.row.CapabilitiesJson;
import io.jobwheel.store.jdbc.row.JobRow;
import io.jobwheel.store.query.FleetCapabilities;
import io.jobwheel.store.query.NodeQueries;
import io.jobwheel.store.sql.SqlFragments;
import io.jobwheel.store.sql.StoreReader;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads what other nodes can run, and the changes that they made to jobs. */
public final class JdbcNodeQueries implements NodeQueries {

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

  private UUID id(ResultSet row) throws SQLException {
    return requireNonNull(reader.dialect().id(row, 1));
  }
}
