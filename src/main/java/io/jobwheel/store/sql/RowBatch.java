package io.jobwheel.store.sql;

import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Rows for one {@link BatchSql}: each filled from left to right and ended by {@link #addRow}. For
 * one thread.
 */
public interface RowBatch extends AutoCloseable {

  RowBatch id(@Nullable UUID id) throws SQLException;

  RowBatch text(@Nullable String text) throws SQLException;

  RowBatch number(@Nullable Long number) throws SQLException;

  RowBatch real(double number) throws SQLException;

  /** A time, as its microseconds. */
  default RowBatch instant(@Nullable Instant instant) throws SQLException {
    return number(instant == null ? null : Long.valueOf(Micros.of(instant)));
  }

  /** Ends a row. */
  void addRow() throws SQLException;

  /**
   * Executes the statement for all rows and forgets them; how many rows of the table each of them
   * changed.
   */
  int[] run() throws SQLException;

  @Override
  void close() throws SQLException;
}
