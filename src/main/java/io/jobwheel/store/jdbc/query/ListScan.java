package io.jobwheel.store.jdbc.query;

import static java.util.stream.Collectors.joining;

import io.jobwheel.store.sql.BoundStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * The query of the ids of a page, newest first. It merges its sources, each of which an index
 * returns in the order of the ids, and examines at most a limited number of their rows, so that a
 * filter without an index of its own takes a limited time. The last row that it may examine is
 * always a part of the result, to show where the next page begins.
 *
 * @param table the table
 * @param columns the columns that the filter uses
 * @param sources the conditions that have an index, one for each source; no row is in two sources
 * @param filter the other conditions
 * @param scanLimit the maximum number of rows to examine
 */
record ListScan(
    String table, String columns, List<IndexedRows> sources, Conditions filter, int scanLimit) {

  /**
   * The rows that match conditions.
   *
   * @param ordered whether the index returns them in the order of the ids; {@code false} if they
   *     are few, and have to be read by their index and then sorted
   */
  record IndexedRows(Conditions conditions, boolean ordered) {}

  /** More than all rows: prevents the database from merging a query into the one around it. */
  private static final long NO_LIMIT = Long.MAX_VALUE;

  /**
   * Returns the query of one row more than the limit, to detect another page, with the columns
   * {@code id}, {@code matches} (0 or 1) and {@code last}: 1 on the last row that is examined.
   */
  String sql(int limit) {
    if (filter.isEmpty()) {
      return "SELECT id, 1 AS matches, 0 AS last FROM (%s) AS newest".formatted(newest(limit + 1));
    }
    return """
    SELECT id, matches, CASE WHEN examined = %2$d THEN 1 ELSE 0 END AS last
    FROM (
      SELECT id, CASE WHEN %3$s THEN 1 ELSE 0 END AS matches,
        row_number() OVER (ORDER BY id DESC) AS examined
      FROM (%1$s) AS newest) AS row_by_row
    WHERE matches = 1 OR examined = %2$d
    ORDER BY id DESC LIMIT %4$d\
    """
        .formatted(newest(scanLimit), scanLimit, filter.expression(), limit + 1);
  }

  /** Returns the query of the newest rows of all sources. */
  private String newest(int limit) {
    return "SELECT * FROM (%s) AS source ORDER BY id DESC LIMIT %d"
        .formatted(
            sources.stream().map(each -> newest(each, limit)).collect(joining(" UNION ALL ")),
            limit);
  }

  // each source has an order and a limit of its own, so that they are merged rather than sorted
  private String newest(IndexedRows source, int limit) {
    String rows =
        "SELECT %s FROM %s WHERE %s"
            .formatted(filter.isEmpty() ? "id" : columns, table, source.conditions().expression());
    return "SELECT * FROM (%s ORDER BY id DESC LIMIT %d) AS rows_of_source"
        .formatted(
            source.ordered()
                ? rows
                : "SELECT * FROM (%s LIMIT %d) AS few".formatted(rows, NO_LIMIT),
            limit);
  }

  /** Binds the parameters, in the order in which they occur. */
  void fill(BoundStatement statement) throws SQLException {
    filter.fill(statement);
    for (IndexedRows source : sources) {
      source.conditions().fill(statement);
    }
  }
}
