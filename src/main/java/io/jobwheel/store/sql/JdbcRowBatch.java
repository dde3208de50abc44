package io.jobwheel.store.sql;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Executes the statement for each row, which is best for a database in the same process. */
final class JdbcRowBatch implements RowBatch {

  private final PreparedStatement statement;
  private final Dialect dialect;
  private int index;

  JdbcRowBatch(PreparedStatement statement, Dialect dialect) {
    this.statement = statement;
    this.dialect = dialect;
  }

  @Override
  public RowBatch id(@Nullable UUID id) throws SQLException {
    dialect.bind(statement, ++index, id);
    return this;
  }

  @Override
  public RowBatch text(@Nullable String text) throws SQLException {
    dialect.bind(statement, ++index, text);
    return this;
  }

  @Override
  public RowBatch number(@Nullable Long number) throws SQLException {
    if (number == null) {
      statement.setNull(++index, Types.BIGINT);
    } else {
      statement.setLong(++index, number);
    }
    return this;
  }

  @Override
  public RowBatch real(double number) throws SQLException {
    statement.setDouble(++index, number);
    return this;
  }

  @Override
  public void addRow() throws SQLException {
    index = 0;
    statement.addBatch();
  }

  @Override
  public int[] run() throws SQLException {
    return statement.executeBatch();
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
