package io.jobwheel.store.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where databases differ. Everything else is SQL that all of them read. */
public interface Dialect {

  void bind(PreparedStatement statement, int index, @Nullable UUID id) throws SQLException;

  void bind(PreparedStatement statement, int index, @Nullable String text) throws SQLException;

  @Nullable UUID id(ResultSet row, int column) throws SQLException;

  /** Prepares a statement for many rows, in the form that costs this database least. */
  RowBatch batch(Connection connection, BatchSql sql) throws SQLException;

  /** An SQL expression: the database's own clock, in microseconds since the epoch. */
  String nowMicros();

  /** What follows a {@code SELECT} that must keep others from changing the rows; may be empty. */
  String forUpdate();

  /** What follows a {@code SELECT} that passes over rows which another transaction holds. */
  String skipLocked();

  /** Whether one process has the store to itself, so that all other nodes must be gone. */
  boolean exclusive();

  /** Whether this failure is the store's own, so that any other write would meet it too. */
  boolean isOutage(SQLException failure);

  /** Whether a lock that another transaction holds was not free in time. */
  boolean isLocked(SQLException failure);

  /**
   * Whether the connection is gone, and with it all that its transaction has not committed. One
   * that gave no answer in time is not: the server may be at work on it.
   */
  boolean isLost(SQLException failure);

  /** Whether a connection that was idle can still be used. */
  boolean isAlive(Connection connection);

  /** Whether the transaction lost against another one, so that it may succeed if done again. */
  boolean isConflict(SQLException failure);
}
