package io.jobwheel.store.sql;

import io.jobwheel.store.StoreUnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs queries on the readers' connections, each in its own snapshot. Thread-safe. */
public final class StoreReader {

  private static final Logger log = LoggerFactory.getLogger(StoreReader.class);

  private static final int TIMEOUT_SECONDS = 10;

  /** The pool does not validate connections that were used a moment ago. */
  private static final int MAX_DEAD_CONNECTIONS = 64;

  /** Binds the parameters of a query. */
  @FunctionalInterface
  public interface Parameters {
    void fill(BoundStatement statement) throws SQLException;
  }

  private final DataSource readers;
  private final Dialect dialect;

  public StoreReader(DataSource readers, Dialect dialect) {
    this.readers = readers;
    this.dialect = dialect;
  }

  public Dialect dialect() {
    return dialect;
  }

  /**
   * Returns all rows of a query. Repeats the query on another connection if one is dead.
   *
   * @throws StoreUnavailableException if the store cannot be read, or after 10 seconds
   */
  public <T extends @Nullable Object> List<T> list(
      String sql, Parameters parameters, BoundStatement.RowReader<T> reader) {
    for (int dead = 0; ; dead++) {
      try (Connection connection = readers.getConnection()) {
        try {
          return list(connection, sql, parameters, reader);
        } catch (SQLException e) {
          if (dead == MAX_DEAD_CONNECTIONS || !dialect.isLost(e)) {
            throw e;
          }
          log.debug("A reader's connection was dead ({})", e.getMessage());
        }
      } catch (SQLException e) {
        throw new StoreUnavailableException("The store cannot be read: " + e.getMessage(), e);
      }
    }
  }

  private <T extends @Nullable Object> List<T> list(
      Connection connection, String sql, Parameters parameters, BoundStatement.RowReader<T> reader)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setQueryTimeout(TIMEOUT_SECONDS);
      BoundStatement bound = new BoundStatement(statement, dialect);
      parameters.fill(bound);
      return bound.list(reader);
    }
  }

  /**
   * Returns the row of a query that has at most one.
   *
   * @throws StoreUnavailableException if the store cannot be read, or after 10 seconds
   */
  public <T> Optional<T> first(
      String sql, Parameters parameters, BoundStatement.RowReader<T> reader) {
    return list(sql, parameters, reader).stream().findFirst();
  }

  /** Reads one page of the store. */
  public void probe() {
    list("SELECT id FROM node LIMIT 1", _ -> {}, row -> row.getString(1));
  }
}
