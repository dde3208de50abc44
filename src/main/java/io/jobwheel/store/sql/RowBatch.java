package io.jobwheel.store.sql;

import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one execution of a {@link BatchSql}. Values are added from left to right, and {@link
 * #addRow} ends a row. Not thread-safe.
 */
public interface RowBatch extends AutoCloseable {

  RowBatch id(@Nullable UUID id) throws SQLException;

  RowBatch text(@Nullable String text) throws SQLException;

  RowBatch number(@Nullable Long number) throws SQLException;

  RowBatch real(double number) throws SQLException;

  /** Adds a time in microseconds. */
  default RowBatch instant(@Nullable Instant instant) throws SQLException {
    return number(instant == null ? null : Long.valueOf(Micros.of(instant)));
  }

  /** Ends a row. */
  void addRow() throws SQLException;

  /**
   * Executes the statement for all rows, clears them, and returns the number of table rows that
   * each has changed.
   */
  int[] run() throws SQLException;

  @Override
  void close() throws SQLException;
}
