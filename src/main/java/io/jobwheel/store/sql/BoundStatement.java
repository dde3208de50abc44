package io.jobwheel.store.sql;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A prepared statement whose parameters are bound from left to right. Not thread-safe. */
public final class BoundStatement implements AutoCloseable {

  /** Reads one row. */
  @FunctionalInterface
  public interface RowReader<T extends @Nullable Object> {
    T read(ResultSet row) throws SQLException;
  }

  private final PreparedStatement statement;
  private final Dialect dialect;
  private int index;

  public BoundStatement(PreparedStatement statement, Dialect dialect) {
    this.statement = statement;
    this.dialect = dialect;
  }

  public BoundStatement id(@Nullable UUID id) throws SQLException {
    dialect.bind(statement, ++index, id);
    return this;
  }

  public BoundStatement text(@Nullable String text) throws SQLException {
    dialect.bind(statement, ++index, text);
    return this;
  }

  public BoundStatement number(long number) throws SQLException {
    statement.setLong(++index, number);
    return this;
  }

  public BoundStatement numberOrNull(@Nullable Number number) throws SQLException {
    if (number == null) {
      statement.setNull(++index, java.sql.Types.BIGINT);
      return this;
    }
    return number(number.longValue());
  }

  public BoundStatement instant(@Nullable Instant instant) throws SQLException {
    return numberOrNull(instant == null ? null : Micros.of(instant));
  }

  /** Executes the statement and returns the number of changed rows. */
  public int update() throws SQLException {
    index = 0;
    return statement.executeUpdate();
  }

  /** Executes the query and returns its rows. */
  public <T extends @Nullable Object> List<T> list(RowReader<T> reader) throws SQLException {
    index = 0;
    try (ResultSet rows = statement.executeQuery()) {
      List<T> list = new ArrayList<>();
      while (rows.next()) {
        list.add(reader.read(rows));
      }
      return list;
    }
  }

  /** Returns the first row, if there is one. */
  public <T> Optional<T> first(RowReader<T> reader) throws SQLException {
    return list(reader).stream().findFirst();
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
