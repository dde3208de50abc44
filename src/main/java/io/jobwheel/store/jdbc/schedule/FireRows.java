package io.jobwheel.store.jdbc.schedule;

import static io.jobwheel.store.sql.BatchSql.Column.ID;
import static io.jobwheel.store.sql.BatchSql.Column.NUMBER;
import static io.jobwheel.store.sql.BatchSql.Column.TEXT;

import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.schedule.FirePlan.PlannedFire;
import io.jobwheel.store.schedule.Schedule;
import io.jobwheel.store.schedule.ScheduleProgress;
import io.jobwheel.store.schedule.Schedules;
import io.jobwheel.store.sql.BatchSql;
import io.jobwheel.store.sql.RowBatch;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Inserts and deletes the rows that say what became of due times. */
final class FireRows {

  private static final String INTO =
      "INSERT INTO schedule_fire AS old (schedule, due_at, kind, outcome, at, subject, reason) ";

  private static final String UNLESS_DECIDED =
      """
      ON CONFLICT (schedule, due_at, kind) DO UPDATE
      SET outcome = excluded.outcome, at = excluded.at, subject = excluded.subject,
        reason = excluded.reason
      WHERE old.outcome = 'WAITING'
      """;

  private static final BatchSql INSERT =
      new BatchSql(
          INTO + "VALUES (?, ?, ?, ?, ?, ?, ?) " + UNLESS_DECIDED,
          """
          WITH given AS MATERIALIZED (
            SELECT * FROM unnest(?::text[], ?::bigint[], ?::text[], ?::text[], ?::bigint[],
                ?::uuid[], ?::text[])
              WITH ORDINALITY AS given (given_schedule, given_due, given_kind, given_outcome,
                given_at, given_subject, given_reason, given_number)),
          decided AS (
            %s
            SELECT given_schedule, given_due, given_kind, given_outcome, given_at, given_subject,
              given_reason
            FROM given
            %s
            RETURNING schedule, due_at, kind)
          SELECT given_number
          FROM given JOIN decided
            ON schedule = given_schedule AND due_at = given_due AND kind = given_kind
          """
              .formatted(INTO, UNLESS_DECIDED),
          List.of(TEXT, NUMBER, TEXT, TEXT, NUMBER, ID, TEXT));

  /** Older fires are deleted once for so many new ones. */
  private static final long DELETE_EVERY = 20;

  private static final String DELETE_OLD =
      """
      DELETE FROM schedule_fire
      WHERE schedule = ? AND (at, due_at) < (
        SELECT at, due_at FROM schedule_fire WHERE schedule = ? AND outcome <> 'WAITING'
        ORDER BY at DESC, due_at DESC LIMIT 1 OFFSET ?)
        AND outcome <> 'WAITING'
      """;

  /** What becomes of a due time of a schedule. */
  record NewFire(String schedule, PlannedFire planned) {}

  private FireRows() {}

  /** Inserts fires; returns for each whether its time had not been decided before. */
  static boolean[] insert(WriterSession session, List<NewFire> fires, Instant now)
      throws SQLException {
    RowBatch insert = session.batch(INSERT);
    for (NewFire fire : fires) {
      PlannedFire planned = fire.planned();
      insert
          .text(fire.schedule())
          .instant(planned.dueAt())
          .text(planned.kind().name())
          .text(planned.outcome().name())
          .instant(now)
          .id(planned.subject())
          .text(planned.reason())
          .addRow();
    }
    int[] counts = insert.run();
    boolean[] decided = new boolean[fires.size()];
    for (int i = 0; i < decided.length; i++) {
      decided[i] = counts[i] == 1;
    }
    return decided;
  }

  /** Deletes the fires of a schedule that are older than the latest ones, from time to time. */
  static void deleteOld(WriterSession session, Schedule before, Schedule after)
      throws SQLException {
    if (total(before) / DELETE_EVERY != total(after) / DELETE_EVERY) {
      var _ =
          session
              .statement(DELETE_OLD)
              .text(after.name())
              .text(after.name())
              .number(Schedules.MAX_FIRES - 1)
              .update();
    }
  }

  private static long total(Schedule schedule) {
    ScheduleProgress progress = schedule.progress();
    return progress.fired() + progress.skipped() + progress.missed() + progress.refused();
  }
}
