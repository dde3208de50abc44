package io.jobwheel.store.sql;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Executes all rows at once, sent as one array for each column: one parse, one plan and one round
 * trip for any number of rows.
 */
final class ArrayRowBatch implements RowBatch {

  private final PreparedStatement statement;
  private final List<BatchSql.Column> columns;
  private final List<List<@Nullable Object>> values = new ArrayList<>();
  private int index;
  private int rows;

  ArrayRowBatch(PreparedStatement statement, List<BatchSql.Column> columns) {
    this.statement = statement;
    this.columns = columns;
    columns.forEach(_ -> values.add(new ArrayList<>()));
  }

  @Override
  public RowBatch id(@Nullable UUID id) {
    return add(BatchSql.Column.ID, id);
  }

  @Override
  public RowBatch text(@Nullable String text) {
    return add(BatchSql.Column.TEXT, text == null ? null : PostgresDialect.storable(text));
  }

  @Override
  public RowBatch number(@Nullable Long number) {
    return add(BatchSql.Column.NUMBER, number);
  }

  @Override
  public RowBatch real(double number) {
    return add(BatchSql.Column.REAL, number);
  }

  private RowBatch add(BatchSql.Column column, @Nullable Object value) {
    if (columns.get(index) != column) {
      throw new IllegalStateException(
          "Column %d of %s is not a %s".formatted(index + 1, columns, column));
    }
    values.get(index++).add(value);
    return this;
  }

  @Override
  public void addRow() {
    if (index != columns.size()) {
      throw new IllegalStateException("A row of %s has %d values".formatted(columns, index));
    }
    index = 0;
    rows++;
  }

  @Override
  public int[] run() throws SQLException {
    try {
      return rows == 0 ? new int[0] : execute();
    } finally { // also after a failure, which a savepoint may undo
      values.forEach(List::clear);
      rows = 0;
    }
  }

  private int[] execute() throws SQLException {
    int[] counts = new int[rows];
    for (int i = 0; i < columns.size(); i++) {
      bind(i + 1, columns.get(i), values.get(i));
    }
    if (statement.execute()) {
      try (ResultSet written = statement.getResultSet()) {
        while (written.next()) {
          counts[(int) written.getLong(1) - 1]++;
        }
      }
    } else if (statement.getUpdateCount() == rows) {
      Arrays.fill(counts, 1);
    }
    return counts;
  }

  /** Binds an array of the type for which the driver has a binary form. */
  private void bind(int parameter, BatchSql.Column column, List<@Nullable Object> all)
      throws SQLException {
    if (column == BatchSql.Column.ID) {
      statement.setObject(parameter, new UuidArray(all.toArray(new UUID[0])));
      return;
    }
    Object[] array =
        switch (column) {
          case ID -> throw new AssertionError();
          case TEXT -> all.toArray(new String[0]);
          case NUMBER -> all.toArray(new Long[0]);
          case REAL -> all.toArray(new Double[0]);
        };
    statement.setArray(
        parameter, statement.getConnection().createArrayOf(column.typeName(), array));
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
