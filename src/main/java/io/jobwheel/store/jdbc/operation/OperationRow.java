package io.jobwheel.store.jdbc.operation;

import static java.util.Objects.requireNonNull;

import io.jobwheel.store.jdbc.row.JobRow;
import io.jobwheel.store.operation.Operation;
import io.jobwheel.store.operation.Operation.OperationCursor;
import io.jobwheel.store.operation.OperationAction;
import io.jobwheel.store.operation.OperationProgress;
import io.jobwheel.store.operation.OperationSpec;
import io.jobwheel.store.operation.OperationState;
import io.jobwheel.store.sql.BoundStatement;
import io.jobwheel.store.sql.Dialect;
import io.jobwheel.store.sql.Micros;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads an operation from a row of {@link #COLUMNS}. */
final class OperationRow {

  static final String COLUMNS =
      """
      id, action, state, filter, priority, rate, created_by, created_at, finished_at, matched, \
      done, changed, in_open_group, key_held, blocked_by, error, before_id, \
      step
      """;

  /** The number of columns. Columns that follow have the next indexes. */
  static final int COLUMN_COUNT = 18;

  private static final Logger log = LoggerFactory.getLogger(OperationRow.class);

  private OperationRow() {}

  /**
   * Returns the operation; null if it is of a later version, and this one does not know all of it.
   */
  static @Nullable Operation readIfKnown(ResultSet row, Dialect dialect) throws SQLException {
    try {
      return read(row, dialect);
    } catch (RuntimeException e) { // an unknown name, or an unknown criterion
      log.debug(
          "Operation {} is left to nodes of its version ({})", dialect.id(row, 1), e.toString());
      return null;
    }
  }

  static BoundStatement.RowReader<Operation> reader(Dialect dialect) {
    return row -> read(row, dialect);
  }

  static Operation read(ResultSet row, Dialect dialect) throws SQLException {
    return new Operation(
        requireNonNull(dialect.id(row, 1)),
        new OperationSpec(
            OperationAction.valueOf(row.getString(2)),
            FilterJson.read(row.getString(4)),
            integer(row, 5),
            integer(row, 6)),
        OperationState.valueOf(row.getString(3)),
        row.getString(7),
        Micros.toInstant(row.getLong(8)),
        JobRow.instant(row, 9),
        new OperationProgress(
            number(row, 10),
            row.getLong(11),
            row.getLong(12),
            row.getLong(13),
            row.getLong(14),
            row.getString(15),
            row.getString(16)),
        new OperationCursor(dialect.id(row, 17), row.getLong(18)));
  }

  private static @Nullable Long number(ResultSet row, int column) throws SQLException {
    long number = row.getLong(column);
    return row.wasNull() ? null : number;
  }

  private static @Nullable Integer integer(ResultSet row, int column) throws SQLException {
    Long number = number(row, column);
    return number == null ? null : number.intValue();
  }
}
