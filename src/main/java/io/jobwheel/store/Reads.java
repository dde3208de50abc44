package io.jobwheel.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs queries on the readers' connections, each in a snapshot of its own. Safe from any thread.
 */
final class Reads {

  private static final int TIMEOUT_SECONDS = 10;

  /** Fills in the parameters of a query. */
  @FunctionalInterface
  interface Parameters {
    void fill(BoundStatement statement) throws SQLException;
  }

  private final DataSource readers;
  private final Dialect dialect;

  Reads(DataSource readers, Dialect dialect) {
    this.readers = readers;
    this.dialect = dialect;
  }

  Dialect dialect() {
    return dialect;
  }

  /**
   * All rows of a query.
   *
   * @throws StoreUnavailableException when it cannot be read
   */
  <T extends @Nullable Object> List<T> list(
      String sql, Parameters parameters, BoundStatement.RowReader<T> reader) {
    try (Connection connection = readers.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setQueryTimeout(TIMEOUT_SECONDS);
      BoundStatement bound = new BoundStatement(statement, dialect);
      parameters.fill(bound);
      return bound.list(reader);
    } catch (SQLException e) {
      throw new StoreUnavailableException("The store cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * The row of a query that has at most one.
   *
   * @throws StoreUnavailableException when it cannot be read
   */
  <T> Optional<T> first(String sql, Parameters parameters, BoundStatement.RowReader<T> reader) {
    return list(sql, parameters, reader).stream().findFirst();
  }

  /** Reads a page of the store, nothing else. */
  void probe() {
    list("SELECT id FROM node LIMIT 1", _ -> {}, row -> row.getString(1));
  }
}
