package io.jobwheel.store.jdbc.row;

import static java.util.Objects.requireNonNull;

import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.store.sql.BoundStatement;
import io.jobwheel.store.sql.Dialect;
import io.jobwheel.store.sql.Micros;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Reads a group from a row of {@link #COLUMNS}. */
public final class GroupRow {

  public static final String COLUMNS =
      "id, mode, return_when, created_at, started_at, outcome, finished_at, webhook\n";

  /** The number of columns. Columns that follow have the next indexes. */
  public static final int COLUMN_COUNT = 8;

  private GroupRow() {}

  /** Returns a reader for rows of this database. */
  public static BoundStatement.RowReader<JobGroup> reader(Dialect dialect) {
    return row -> read(row, dialect);
  }

  public static JobGroup read(ResultSet row, Dialect dialect) throws SQLException {
    String outcome = row.getString(6);
    return new JobGroup(
        requireNonNull(dialect.id(row, 1)),
        JobRow.mode(row.getString(2)),
        CompletionCondition.valueOf(row.getString(3)),
        Micros.toInstant(row.getLong(4)),
        JobRow.instant(row, 5),
        outcome == null ? null : JobState.valueOf(outcome),
        JobRow.instant(row, 7),
        WebhookColumn.read(row.getString(8)));
  }
}
