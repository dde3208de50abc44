package io.jobwheel.store.sql;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A statement that is executed for many rows, in two forms: a database takes the one that costs it
 * least.
 *
 * @param each the statement for one row, with a mark for each column
 * @param all the statement for all rows at once, with a mark for each column that stands for the
 *     array of its values; it may return the numbers, from 1, of the rows that it wrote, and else
 *     writes all of them or fails
 * @param columns what the marks stand for, in their order
 */
public record BatchSql(String each, String all, List<Column> columns) {

  /** What a column holds. */
  public enum Column {
    ID("uuid"),
    TEXT("text"),
    NUMBER("bigint"),
    REAL("float8");

    private final String typeName;

    Column(String typeName) {
      this.typeName = typeName;
    }

    /** As PostgreSQL calls it. */
    public String typeName() {
      return typeName;
    }
  }

  public BatchSql {
    columns = List.copyOf(columns);
  }

  /** Inserts rows; names and columns in one order. */
  public static BatchSql insert(String table, String names, Column... columns) {
    String into = "INSERT INTO %s (%s) ".formatted(table, names);
    return new BatchSql(
        into + "VALUES (%s)".formatted(SqlFragments.marks(columns.length)),
        into + "SELECT * FROM unnest(%s)".formatted(arrays(columns)),
        List.of(columns));
  }

  /**
   * Updates rows. Written once, with a colon before the name of each value: {@code SET state =
   * :state WHERE id = :id}.
   *
   * @param names of the values, in the order in which the statement names them
   */
  public static BatchSql update(
      String table, String setAndWhere, List<String> names, Column... columns) {
    String each = setAndWhere;
    String all = setAndWhere;
    for (String name : names) {
      each = each.replaceFirst(":" + name + "\\b", "?");
      all = all.replaceFirst(":" + name + "\\b", "new_" + name);
    }
    String from =
        "FROM unnest(%s) WITH ORDINALITY AS new (new_%s, new_number)"
            .formatted(arrays(columns), String.join(", new_", names));
    return new BatchSql(
        "UPDATE " + table + " " + each,
        "UPDATE "
            + table
            + " "
            + all.replaceFirst("WHERE", from + " WHERE")
            + " RETURNING new_number",
        Arrays.asList(columns));
  }

  private static String arrays(Column... columns) {
    return Arrays.stream(columns)
        .map(column -> "?::" + column.typeName() + "[]")
        .collect(Collectors.joining(", "));
  }
}
