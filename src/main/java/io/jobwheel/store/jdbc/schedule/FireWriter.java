package io.jobwheel.store.jdbc.schedule;

import io.jobwheel.job.JobState;
import io.jobwheel.store.Duplicate;
import io.jobwheel.store.JobCancellations.Cancellation;
import io.jobwheel.store.Submission;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.FireSubmissions;
import io.jobwheel.store.jdbc.JobEndings;
import io.jobwheel.store.jdbc.ScheduledJobWrites;
import io.jobwheel.store.schedule.FireOutcome;
import io.jobwheel.store.schedule.FirePlan;
import io.jobwheel.store.schedule.FirePlan.PlannedFire;
import io.jobwheel.store.schedule.FirePlanner;
import io.jobwheel.store.schedule.FirePlanner.DueSchedule;
import io.jobwheel.store.schedule.FireRecord;
import io.jobwheel.store.schedule.Schedule;
import io.jobwheel.store.schedule.SchedulePause;
import io.jobwheel.store.schedule.ScheduleProgress;
import io.jobwheel.store.schedule.Schedules.Fired;
import io.jobwheel.store.sql.Micros;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Carries out the plans of schedules within a transaction. */
final class FireWriter {

  private static final String SELECT = "SELECT " + ScheduleRow.COLUMNS + " FROM schedule ";

  private static final String INSERT_FIRE =
      """
      INSERT INTO schedule_fire AS old (schedule, due_at, kind, outcome, at, subject, reason)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (schedule, due_at, kind) DO UPDATE
      SET outcome = excluded.outcome, at = excluded.at, subject = excluded.subject,
        reason = excluded.reason
      WHERE old.outcome = 'WAITING'
      """;

  private static final String ADVANCE =
      """
      UPDATE schedule
      SET next_due_at = ?, next_fire_at = ?, waiting = ?, fired = ?, skipped = ?, missed = ?,
        refused = ?, error = ?, paused_at = ?, pause_reason = ?, version = ?
      WHERE name = ?
      """;

  /** Older fires are deleted once for so many new ones. */
  private static final long DELETE_EVERY = 20;

  private static final String DELETE_OLD_FIRES =
      """
      DELETE FROM schedule_fire
      WHERE schedule = ? AND at < (
        SELECT at FROM schedule_fire WHERE schedule = ? AND outcome <> 'WAITING'
        ORDER BY at DESC, due_at DESC LIMIT 1 OFFSET ?)
        AND outcome <> 'WAITING'
      """;

  private final JobEndings endings;

  FireWriter(JobEndings endings) {
    this.endings = endings;
  }

  static Optional<Schedule> lock(WriterSession session, String name) throws SQLException {
    return session
        .statement(SELECT + "WHERE name = ? " + session.dialect().forUpdate())
        .text(name)
        .first(ScheduleRow::read);
  }

  Fired fireDue(WriterSession session, FirePlanner planner, int limit) throws SQLException {
    Instant now = Micros.toInstant(session.now());
    Map<String, Schedule> due = new LinkedHashMap<>();
    lockDue(session, now, limit).forEach(schedule -> due.put(schedule.name(), schedule));
    lockWaiting(session, limit).forEach(schedule -> due.put(schedule.name(), schedule));
    return fire(session, List.copyOf(due.values()), planner, now);
  }

  Optional<Fired> fire(WriterSession session, String name, FirePlanner planner)
      throws SQLException {
    Optional<Schedule> schedule = lock(session, name);
    return schedule.isEmpty()
        ? Optional.empty()
        : Optional.of(
            fire(session, List.of(schedule.get()), planner, Micros.toInstant(session.now())));
  }

  private static List<Schedule> lockDue(WriterSession session, Instant now, int limit)
      throws SQLException {
    return session
        .statement(
            SELECT
                + """
                WHERE paused_at IS NULL AND next_fire_at IS NOT NULL AND next_fire_at <= ?
                ORDER BY next_fire_at
                LIMIT ?
                """
                + session.dialect().skipLocked())
        .instant(now)
        .number(limit)
        .list(ScheduleRow::read);
  }

  private static List<Schedule> lockWaiting(WriterSession session, int limit) throws SQLException {
    return session
        .statement(
            SELECT
                + """
                WHERE waiting IS NOT NULL AND paused_at IS NULL AND NOT EXISTS (
                  SELECT 1 FROM job WHERE schedule = schedule.name AND finished_at IS NULL)
                ORDER BY name
                LIMIT ?
                """
                + session.dialect().skipLocked())
        .number(limit)
        .list(ScheduleRow::read);
  }

  private Fired fire(
      WriterSession session, List<Schedule> schedules, FirePlanner planner, Instant now)
      throws SQLException {
    List<FirePlan> plans = new ArrayList<>(schedules.size());
    List<Submission> planned = new ArrayList<>();
    List<Cancellation> cancelled = new ArrayList<>();
    for (Schedule schedule : schedules) {
      FirePlan plan =
          planner.plan(
              new DueSchedule(
                  schedule,
                  now,
                  ScheduledJobWrites.isAnyUnfinished(session, schedule.name()),
                  lastEnds(session, schedule, planner.endsNeeded(schedule))));
      if (plan.cancelOthers()) {
        cancelled.addAll(
            ScheduledJobWrites.cancelUnfinished(session, endings, schedule.name(), now));
      }
      plans.add(plan);
      plan.fires().stream()
          .filter(fire -> !fire.jobs().isEmpty())
          .map(FireWriter::submission)
          .forEach(planned::add);
    }
    FireSubmissions submissions = FireSubmissions.begin(session, planned);
    List<Schedule> after = new ArrayList<>(schedules.size());
    List<FireRecord> records = new ArrayList<>();
    long missed = 0;
    for (int i = 0; i < schedules.size(); i++) {
      Schedule schedule = schedules.get(i);
      FirePlan plan = plans.get(i);
      List<FireRecord> recorded = record(session, schedule.name(), plan, submissions, now);
      missed += plan.unlisted() + count(recorded, FireOutcome.MISSED);
      after.add(advance(session, schedule, plan, recorded, now));
      records.addAll(recorded);
    }
    submissions.write();
    return new Fired(
        after, records, missed, submissions.jobs(), submissions.duplicates(), cancelled);
  }

  private static Submission submission(PlannedFire fire) {
    return new Submission(fire.group(), fire.jobs(), ScheduledJobWrites.NOBODY, null, true);
  }

  /** Records what becomes of the due times that had not been decided before. */
  private static List<FireRecord> record(
      WriterSession session,
      String schedule,
      FirePlan plan,
      FireSubmissions submissions,
      Instant now)
      throws SQLException {
    List<FireRecord> recorded = new ArrayList<>();
    for (PlannedFire fire : plan.fires()) {
      if (!record(session, schedule, fire, now)) {
        continue;
      }
      Optional<Duplicate> duplicate =
          fire.jobs().isEmpty() ? Optional.empty() : submissions.add(submission(fire));
      recorded.add(
          duplicate.isPresent()
              ? skip(session, schedule, fire, duplicate.get(), now)
              : new FireRecord(
                  fire.dueAt(), fire.kind(), fire.outcome(), now, fire.subject(), fire.reason()));
    }
    return recorded;
  }

  /** Changes the record of a due time whose job is not stored. */
  private static FireRecord skip(
      WriterSession session, String schedule, PlannedFire fire, Duplicate duplicate, Instant now)
      throws SQLException {
    String reason =
        switch (duplicate.decision()) {
          case RETURNED, REJECTED ->
              "Job %s holds the unique key.".formatted(duplicate.holder().id());
          case REPLACED ->
              "Job %s holds the unique key and waits; it was replaced."
                  .formatted(duplicate.holder().id());
        };
    var _ =
        session
            .statement(
                """
                UPDATE schedule_fire
                SET outcome = ?, subject = NULL, reason = ?
                WHERE schedule = ? AND due_at = ? AND kind = ?
                """)
            .text(FireOutcome.SKIPPED.name())
            .text(reason)
            .text(schedule)
            .instant(fire.dueAt())
            .text(fire.kind().name())
            .update();
    return new FireRecord(fire.dueAt(), fire.kind(), FireOutcome.SKIPPED, now, null, reason);
  }

  private static List<JobState> lastEnds(WriterSession session, Schedule schedule, int count)
      throws SQLException {
    return count == 0
        ? List.of()
        : ScheduledJobWrites.lastEnds(session, schedule.name(), schedule.updatedAt(), count);
  }

  /** Returns whether the time had not been decided before. */
  private static boolean record(
      WriterSession session, String schedule, PlannedFire fire, Instant now) throws SQLException {
    return session
            .statement(INSERT_FIRE)
            .text(schedule)
            .instant(fire.dueAt())
            .text(fire.kind().name())
            .text(fire.outcome().name())
            .instant(now)
            .id(fire.subject())
            .text(fire.reason())
            .update()
        == 1;
  }

  private static Schedule advance(
      WriterSession session, Schedule before, FirePlan plan, List<FireRecord> recorded, Instant now)
      throws SQLException {
    ScheduleProgress progress = progress(before.progress(), plan, recorded);
    SchedulePause pause =
        plan.pauseReason() == null ? before.pause() : new SchedulePause(now, plan.pauseReason());
    Schedule after =
        plan.pauseReason() == null
            ? new Schedule(
                before.name(),
                before.definition(),
                before.configured(),
                before.createdBy(),
                before.createdAt(),
                before.updatedAt(),
                before.version(),
                pause,
                progress)
            : before.changed(now, pause, progress);
    int rows =
        session
            .statement(ADVANCE)
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
            .number(after.version())
            .text(before.name())
            .update();
    if (rows != 1) {
      throw new IllegalStateException("Schedule %s is gone".formatted(before.name()));
    }
    deleteOldFires(session, before, after);
    return after;
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

  private static long count(List<FireRecord> fires, FireOutcome outcome) {
    return fires.stream().filter(fire -> fire.outcome() == outcome).count();
  }

  private static void deleteOldFires(WriterSession session, Schedule before, Schedule after)
      throws SQLException {
    if (total(before) / DELETE_EVERY != total(after) / DELETE_EVERY) {
      var _ =
          session
              .statement(DELETE_OLD_FIRES)
              .text(after.name())
              .text(after.name())
              .number(io.jobwheel.store.schedule.Schedules.MAX_FIRES - 1)
              .update();
    }
  }

  private static long total(Schedule schedule) {
    ScheduleProgress progress = schedule.progress();
    return progress.fired() + progress.skipped() + progress.missed() + progress.refused();
  }
}
