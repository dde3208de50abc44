package io.jobwheel.store.jdbc.limit;

import io.jobwheel.store.limit.Limit;
import io.jobwheel.store.limit.LimitSpec;
import io.jobwheel.store.limit.OnLimit;
import io.jobwheel.store.limit.RateSpec;
import io.jobwheel.store.sql.BoundStatement;
import io.jobwheel.store.sql.Micros;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Reads a limit from a row of {@link #COLUMNS}, and binds those that a change can set. */
final class LimitRow {

  /** The columns that a change sets, in the order of {@link #bind}. */
  static final String CHANGEABLE =
      """
      total, per_key, rate_permits, rate_per, rate_burst, on_limit, configured, updated_by, \
      updated_at, version
      """
          .strip();

  static final String COLUMNS = "name, created_by, created_at, " + CHANGEABLE;

  private LimitRow() {}

  static Limit read(ResultSet row) throws SQLException {
    return new Limit(
        row.getString(1),
        new LimitSpec(number(row, 4), number(row, 5), rate(row), OnLimit.valueOf(row.getString(9))),
        row.getInt(10) == 1,
        row.getString(2),
        Micros.toInstant(row.getLong(3)),
        row.getString(11),
        Micros.toInstant(row.getLong(12)),
        row.getLong(13));
  }

  private static @Nullable RateSpec rate(ResultSet row) throws SQLException {
    Integer permits = number(row, 6);
    return permits == null
        ? null
        : new RateSpec(permits, Micros.toDuration(row.getLong(7)), row.getInt(8));
  }

  private static @Nullable Integer number(ResultSet row, int column) throws SQLException {
    int number = row.getInt(column);
    return row.wasNull() ? null : number;
  }

  /** Binds the values of {@link #CHANGEABLE}. */
  static BoundStatement bind(BoundStatement statement, Limit limit) throws SQLException {
    LimitSpec spec = limit.spec();
    RateSpec rate = spec.rate();
    return statement
        .numberOrNull(spec.total())
        .numberOrNull(spec.perKey())
        .numberOrNull(rate == null ? null : rate.permits())
        .numberOrNull(rate == null ? null : Micros.of(rate.per()))
        .numberOrNull(rate == null ? null : rate.burst())
        .text(spec.onLimit().name())
        .number(limit.configured() ? 1 : 0)
        .text(limit.updatedBy())
        .instant(limit.updatedAt())
        .number(limit.version());
  }
}
