package io.jobwheel.store.jdbc.schedule;

import io.jobwheel.store.jdbc.row.JobRow;
import io.jobwheel.store.schedule.Schedule;
import io.jobwheel.store.schedule.SchedulePause;
import io.jobwheel.store.schedule.ScheduleProgress;
import io.jobwheel.store.sql.Micros;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a schedule from a row of {@link #COLUMNS}. */
final class ScheduleRow {

  static final String COLUMNS =
      """
      name, definition, configured, created_by, created_at, updated_at, version, paused_at, \
      pause_reason, next_due_at, next_fire_at, waiting, fired, skipped, missed, refused, error
      """;

  private ScheduleRow() {}

  static Schedule read(ResultSet row) throws SQLException {
    Instant pausedAt = JobRow.instant(row, 8);
    return new Schedule(
        row.getString(1),
        row.getString(2),
        row.getInt(3) == 1,
        row.getString(4),
        Micros.toInstant(row.getLong(5)),
        Micros.toInstant(row.getLong(6)),
        row.getLong(7),
        pausedAt == null ? null : new SchedulePause(pausedAt, row.getString(9)),
        new ScheduleProgress(
            JobRow.instant(row, 10),
            JobRow.instant(row, 11),
            times(row.getString(12)),
            row.getLong(13),
            row.getLong(14),
            row.getLong(15),
            row.getLong(16),
            row.getString(17)));
  }

  /** Returns due times as a text; null for none. */
  static @Nullable String text(List<Instant> times) {
    return times.isEmpty()
        ? null
        : times.stream()
            .map(time -> Long.toString(Micros.of(time)))
            .collect(Collectors.joining(","));
  }

  private static List<Instant> times(@Nullable String text) {
    return text == null
        ? List.of()
        : Arrays.stream(text.split(",", -1))
            .map(micros -> Micros.toInstant(Long.parseLong(micros)))
            .toList();
  }
}
