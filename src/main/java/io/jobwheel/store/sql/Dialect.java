package io.jobwheel.store.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The differences between databases. All other SQL is common to them. */
public interface Dialect {

  /**
   * The SQLSTATE of a transaction that conflicted with another, see {@link #isConflict}. Only
   * thrown where there are others.
   */
  String CONFLICT = "40001";

  void bind(PreparedStatement statement, int index, @Nullable UUID id) throws SQLException;

  void bind(PreparedStatement statement, int index, @Nullable String text) throws SQLException;

  @Nullable UUID id(ResultSet row, int column) throws SQLException;

  /** Prepares a statement for many rows, in the form that is cheaper for this database. */
  RowBatch batch(Connection connection, BatchSql sql) throws SQLException;

  /** Returns an SQL expression of the database's clock, in microseconds since the epoch. */
  String nowMicros();

  /**
   * Returns an SQL expression of what a text has before the first occurrence of a character; the
   * whole text if it does not occur.
   */
  String before(String text, String character);

  /** Returns the end of a {@code SELECT} that locks its rows; may be empty. */
  String forUpdate();

  /**
   * Returns the end of a {@code SELECT} that locks its rows against changes, but lets other
   * transactions insert rows that refer to them; may be empty.
   */
  String forNoKeyUpdate();

  /**
   * Returns the end of a {@code SELECT} that prevents the deletion of its rows, but not other
   * changes; may be empty.
   */
  String forKeyShare();

  /**
   * Returns the end of a {@code SELECT} that locks its rows and skips those that another
   * transaction has locked; may be empty.
   */
  String skipLocked();

  /** Returns whether only one process can use the store, so that all other nodes have ended. */
  boolean exclusive();

  /** Returns whether the store itself failed, so that any other write would fail too. */
  boolean isOutage(SQLException failure);

  /** Returns whether a lock of another transaction was not released in time. */
  boolean isLocked(SQLException failure);

  /**
   * Returns whether the connection is lost, and its uncommitted transaction with it, or its server
   * takes no writes any more; {@code false} after a read timeout, since the server may still
   * execute the statement.
   */
  boolean isLost(SQLException failure);

  /** Returns whether an idle connection can still be used. */
  boolean isAlive(Connection connection);

  /**
   * Returns whether the transaction conflicted with another, so that it may succeed if repeated.
   */
  boolean isConflict(SQLException failure);

  /**
   * Called after each commit.
   *
   * @throws SQLException if the commit did not wait for what the database requires, so that it is
   *     not known whether it outlives the server
   */
  void requireReplicated(Connection committed) throws SQLException;
}
