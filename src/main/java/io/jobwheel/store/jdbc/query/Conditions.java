package io.jobwheel.store.jdbc.query;

import io.jobwheel.store.query.TimeRange;
import io.jobwheel.store.sql.BoundStatement;
import io.jobwheel.store.sql.SqlFragments;
import io.jobwheel.store.sql.StoreReader.Parameters;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Conditions of a query that all have to hold, with their parameters. Not thread-safe. */
final class Conditions {

  private final List<String> sql = new ArrayList<>();
  private final List<Parameters> parameters = new ArrayList<>();

  boolean isEmpty() {
    return sql.isEmpty();
  }

  Conditions and(String condition) {
    sql.add(condition);
    return this;
  }

  Conditions and(String condition, Parameters values) {
    parameters.add(values);
    return and(condition);
  }

  /** Adds the conditions of another object. */
  Conditions and(Conditions others) {
    sql.addAll(others.sql);
    parameters.addAll(others.parameters);
    return this;
  }

  /** Requires one of the texts; no values are no condition. */
  Conditions in(String column, Collection<String> values) {
    return values.isEmpty()
        ? this
        : and(
            "%s IN (%s)".formatted(column, SqlFragments.placeholders(values.size())),
            statement -> {
              for (String value : values) {
                statement.text(value);
              }
            });
  }

  /** Requires a time in the range. */
  Conditions in(String column, TimeRange range) {
    if (range.from() != null) {
      and(column + " >= ?", statement -> statement.instant(range.from()));
    }
    if (range.to() != null) {
      and(column + " < ?", statement -> statement.instant(range.to()));
    }
    return this;
  }

  /** Returns the conditions as an expression; true if there are none. */
  String expression() {
    return sql.isEmpty() ? "1 = 1" : String.join(" AND ", sql);
  }

  void fill(BoundStatement statement) throws SQLException {
    for (Parameters each : parameters) {
      each.fill(statement);
    }
  }
}
