package io.jobwheel.store.sql;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A statement for many rows, in two forms; each database uses the cheaper one.
 *
 * @param each the statement for one row, with a placeholder for each column
 * @param all the statement for all rows, with a placeholder for the array of values of each column;
 *     it may return the numbers, from 1, of the rows that it wrote, and otherwise writes all of
 *     them or fails
 * @param columns the columns of the placeholders, in order
 */
public record BatchSql(String each, String all, List<Column> columns) {

  /** The type of a column. */
  public enum Column {
    ID("uuid"),
    TEXT("text"),
    NUMBER("bigint"),
    REAL("float8");

    private final String typeName;

    Column(String typeName) {
      this.typeName = typeName;
    }

    /** Returns the name of the type in PostgreSQL. */
    public String typeName() {
      return typeName;
    }
  }

  public BatchSql {
    columns = List.copyOf(columns);
  }

  /** Returns a statement that inserts rows; names and columns are in the same order. */
  public static BatchSql insert(String table, String names, Column... columns) {
    String into = "INSERT INTO %s (%s) ".formatted(table, names);
    return new BatchSql(
        into + "VALUES (%s)".formatted(SqlFragments.placeholders(columns.length)),
        into + "SELECT * FROM unnest(%s)".formatted(arrays(columns)),
        List.of(columns));
  }

  /**
   * Returns a statement that updates rows. Each value is written as a colon and its name: {@code
   * SET state = :state WHERE id = :id}.
   *
   * @param names the names of the values, in the order of the statement
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
