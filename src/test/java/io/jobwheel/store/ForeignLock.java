package io.jobwheel.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/** A transaction of another program that holds locks until it is closed. */
public final class ForeignLock implements AutoCloseable {

  private final Connection connection;

  private ForeignLock(Connection connection) {
    this.connection = connection;
  }

  /** Holds the locks of the statement. */
  public static ForeignLock take(String url, String sql) {
    try {
      Connection connection = DriverManager.getConnection(url);
      connection.setAutoCommit(false);
      ForeignLock lock = new ForeignLock(connection);
      lock.execute(sql);
      return lock;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Holds a lock on a row of the table. */
  public static ForeignLock row(String url, String table, UUID id) {
    return take(url, "SELECT 1 FROM jobwheel.%s WHERE id = '%s' FOR UPDATE".formatted(table, id));
  }

  public void execute(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  public void commit() {
    try {
      connection.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Releases the locks before it returns. */
  @Override
  public void close() {
    try {
      connection.rollback();
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
