package io.jobwheel.store.jdbc.limit;

import io.jobwheel.job.Blocker;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.limit.OnLimit;
import io.jobwheel.store.sql.BoundStatement;
import io.jobwheel.store.sql.TextList;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a limit allows, as its row in {@code job_limit} has it.
 *
 * @param version changes with each definition
 * @param total permits of all jobs; null if not limited
 * @param perKey permits of the jobs of each key; null if not limited
 * @param onLimit what becomes of a job for which there are no permits
 */
record LimitRule(
    long version,
    @Nullable Integer total,
    @Nullable Integer perKey,
    @Nullable LimitRate rate,
    OnLimit onLimit) {

  /** Returns the permits of a row under a number for all; null if it has none. */
  @Nullable Integer permitsOf(Blocker row) {
    return row.key() == null ? total : perKey;
  }

  /** Reads the rules of limits by their names. A limit that was deleted has none. */
  static Map<String, LimitRule> read(WriterSession session, Collection<String> names)
      throws SQLException {
    Map<String, LimitRule> rules = new HashMap<>();
    for (TextList part : TextList.of(names)) {
      BoundStatement select =
          session.statement(
              """
              SELECT name, version, total, per_key, rate_permits, rate_per, rate_burst,
                on_limit
              FROM job_limit WHERE name IN (%s)
              """
                  .formatted(part.placeholders()));
      part.bind(select);
      var _ = select.list(row -> rules.put(row.getString(1), read(row)));
    }
    return rules;
  }

  private static LimitRule read(ResultSet row) throws SQLException {
    Integer permits = integer(row, 5);
    return new LimitRule(
        row.getLong(2),
        integer(row, 3),
        integer(row, 4),
        permits == null ? null : new LimitRate(permits, row.getLong(6), row.getInt(7)),
        OnLimit.valueOf(row.getString(8)));
  }

  private static @Nullable Integer integer(ResultSet row, int column) throws SQLException {
    int value = row.getInt(column);
    return row.wasNull() ? null : value;
  }
}
