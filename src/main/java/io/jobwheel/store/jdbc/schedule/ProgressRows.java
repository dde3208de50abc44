package io.jobwheel.store.jdbc.schedule;

import static io.jobwheel.store.sql.BatchSql.Column.NUMBER;
import static io.jobwheel.store.sql.BatchSql.Column.TEXT;

import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.schedule.FireOutcome;
import io.jobwheel.store.schedule.FirePlan;
import io.jobwheel.store.schedule.FireRecord;
import io.jobwheel.store.schedule.Schedule;
import io.jobwheel.store.schedule.SchedulePause;
import io.jobwheel.store.schedule.ScheduleProgress;
import io.jobwheel.store.sql.BatchSql;
import io.jobwheel.store.sql.RowBatch;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calculates and stores what schedules have done and do next. */
final class ProgressRows {

  private static final BatchSql ADVANCE =
      BatchSql.update(
          "schedule",
          """
          SET next_due_at = :due, next_fire_at = :fire, waiting = :waiting, fired = :fired,
            skipped = :skipped, missed = :missed, refused = :refused, error = :error,
            paused_at = :paused, pause_reason = :reason, updated_at = :updated,
            version = :version
          WHERE name = :name
          """,
          List.of(
              "due", "fire", "waiting", "fired", "skipped", "missed", "refused", "error", "paused",
              "reason", "updated", "version", "name"),
          NUMBER,
          NUMBER,
          TEXT,
          NUMBER,
          NUMBER,
          NUMBER,
          NUMBER,
          TEXT,
          NUMBER,
          TEXT,
          NUMBER,
          NUMBER,
          TEXT);

  private ProgressRows() {}

  /** Returns a schedule after a plan, of which these fires were recorded. */
  static Schedule after(Schedule before, FirePlan plan, List<FireRecord> recorded, Instant now) {
    ScheduleProgress progress = progress(before.progress(), plan, recorded);
    return plan.pauseReason() == null
        ? new Schedule(
            before.name(),
            before.definition(),
            before.configured(),
            before.createdBy(),
            before.createdAt(),
            before.updatedAt(),
            before.version(),
            before.pause(),
            progress)
        : before.changed(now, new SchedulePause(now, plan.pauseReason()), progress);
  }

  /** Stores the progress and the pauses of schedules whose rows are locked. */
  static void update(WriterSession session, List<Schedule> schedules) throws SQLException {
    RowBatch update = session.batch(ADVANCE);
    for (Schedule schedule : schedules) {
      ScheduleProgress progress = schedule.progress();
      SchedulePause pause = schedule.pause();
      update
          .instant(progress.nextDue())
          .instant(progress.nextFire())
          .text(ScheduleRow.text(progress.waiting()))
          .number(progress.fired())
          .number(progress.skipped())
          .number(progress.missed())
          .number(progress.refused())
          .text(progress.error())
          .instant(pause == null ? null : pause.since())
          .text(pause == null ? null : pause.reason())
          .instant(schedule.updatedAt())
          .number(schedule.version())
          .text(schedule.name())
          .addRow();
    }
    int[] counts = update.run();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] != 1) {
        throw new IllegalStateException("Schedule %s is gone".formatted(schedules.get(i).name()));
      }
    }
  }

  private static ScheduleProgress progress(
      ScheduleProgress before, FirePlan plan, List<FireRecord> recorded) {
    return new ScheduleProgress(
        plan.nextDue(),
        plan.nextFire(),
        plan.waiting(),
        before.fired() + count(recorded, FireOutcome.FIRED),
        before.skipped() + count(recorded, FireOutcome.SKIPPED),
        before.missed() + count(recorded, FireOutcome.MISSED) + plan.unlisted(),
        before.refused() + count(recorded, FireOutcome.REFUSED),
        error(before.error(), recorded));
  }

  private static @Nullable String error(@Nullable String before, List<FireRecord> recorded) {
    String error = before;
    for (FireRecord fire : recorded) {
      switch (fire.outcome()) {
        case REFUSED -> error = fire.reason();
        case FIRED -> error = null;
        case WAITING, SKIPPED, MISSED -> {
          // does not say whether a job can be submitted
        }
      }
    }
    return error;
  }

  static long count(List<FireRecord> fires, FireOutcome outcome) {
    return fires.stream().filter(fire -> fire.outcome() == outcome).count();
  }
}
