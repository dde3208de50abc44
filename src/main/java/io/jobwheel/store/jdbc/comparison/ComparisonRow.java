package io.jobwheel.store.jdbc.comparison;

import static java.util.Objects.requireNonNull;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.store.comparison.Comparison;
import io.jobwheel.store.comparison.Comparison.ComparisonProgress;
import io.jobwheel.store.comparison.Comparison.ComparisonResult;
import io.jobwheel.store.comparison.ComparisonSpec;
import io.jobwheel.store.comparison.ComparisonState;
import io.jobwheel.store.jdbc.row.JobRow;
import io.jobwheel.store.sql.BoundStatement;
import io.jobwheel.store.sql.Dialect;
import io.jobwheel.store.sql.Micros;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a comparison from a row of {@link #COLUMNS} or {@link #BRIEF_COLUMNS}. */
final class ComparisonRow {

  private static final String SHORT_COLUMNS =
      """
      id, node, state, type, modes, jobs, repeats, forced, created_by, created_at, finished_at, \
      done, group_id, winner, error_code, error_message\
      """;

  /** All columns. */
  static final String COLUMNS = SHORT_COLUMNS + ", payloads, report";

  /** The columns without the long texts, which are then null. */
  static final String BRIEF_COLUMNS = SHORT_COLUMNS + ", NULL, NULL";

  private ComparisonRow() {}

  static BoundStatement.RowReader<Comparison> reader(Dialect dialect) {
    return row -> read(row, dialect);
  }

  private static Comparison read(ResultSet row, Dialect dialect) throws SQLException {
    ComparisonState state = ComparisonState.valueOf(row.getString(3));
    String winner = row.getString(14);
    return new Comparison(
        requireNonNull(dialect.id(row, 1)),
        requireNonNull(dialect.id(row, 2)),
        new ComparisonSpec(
            row.getString(4),
            modes(row.getString(5)),
            row.getInt(6),
            row.getInt(7),
            row.getInt(8) == 1,
            row.getString(17)),
        state,
        row.getString(9),
        Micros.toInstant(row.getLong(10)),
        JobRow.instant(row, 11),
        new ComparisonProgress(row.getInt(12), dialect.id(row, 13)),
        state.isFinal()
            ? new ComparisonResult(
                mode(winner), row.getString(15), row.getString(16), row.getString(18))
            : null);
  }

  static String text(List<ExecutionMode> modes) {
    return modes.stream().map(ExecutionMode::wireName).collect(Collectors.joining(","));
  }

  /** Returns the known ones of the modes. */
  private static List<ExecutionMode> modes(String text) {
    return Arrays.stream(text.split(","))
        .flatMap(name -> ExecutionMode.named(name).stream())
        .toList();
  }

  private static @Nullable ExecutionMode mode(@Nullable String name) {
    return name == null ? null : ExecutionMode.named(name).orElse(null);
  }
}
