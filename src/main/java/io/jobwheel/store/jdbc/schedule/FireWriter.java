package io.jobwheel.store.jdbc.schedule;

import io.jobwheel.job.JobState;
import io.jobwheel.job.Truncation;
import io.jobwheel.store.Duplicate;
import io.jobwheel.store.JobCancellations.Cancellation;
import io.jobwheel.store.Submission;
import io.jobwheel.store.commit.Savepoint;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.FireSubmissions;
import io.jobwheel.store.jdbc.JobEndings;
import io.jobwheel.store.jdbc.ScheduledJobWrites;
import io.jobwheel.store.jdbc.schedule.FireRows.NewFire;
import io.jobwheel.store.schedule.FireOutcome;
import io.jobwheel.store.schedule.FirePlan;
import io.jobwheel.store.schedule.FirePlan.PlannedFire;
import io.jobwheel.store.schedule.FirePlanner;
import io.jobwheel.store.schedule.FirePlanner.DueSchedule;
import io.jobwheel.store.schedule.FireRecord;
import io.jobwheel.store.schedule.Schedule;
import io.jobwheel.store.schedule.Schedules.Fired;
import io.jobwheel.store.sql.Micros;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Carries out the plans of schedules within a transaction. If the database refuses them, each
 * schedule is tried alone, and one that is refused again goes on without its jobs.
 */
final class FireWriter {

  /** The number of due times after which a transaction leaves the other schedules to the next. */
  static final int MAX_DECIDED = 1_000;

  private static final String SELECT = "SELECT " + ScheduleRow.COLUMNS + " FROM schedule ";

  private static final int MAX_REASON = 1_000;

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
    return due.isEmpty()
        ? new Fired(List.of(), List.of(), 0, List.of(), List.of(), List.of())
        : fire(session, List.copyOf(due.values()), planner, now);
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
    return Savepoint.unlessRefused(
        session,
        () -> fireTogether(session, schedules, planner, now),
        refusal ->
            schedules.size() == 1
                ? fireTogether(session, schedules, refused(planner, refusal), now)
                : fireEach(session, schedules, planner, now));
  }

  private Fired fireEach(
      WriterSession session, List<Schedule> schedules, FirePlanner planner, Instant now)
      throws SQLException {
    Fired all = new Fired(List.of(), List.of(), 0, List.of(), List.of(), List.of());
    for (Schedule schedule : schedules) {
      if (all.fires().size() < MAX_DECIDED) {
        all = sum(all, fire(session, List.of(schedule), planner, now));
      }
    }
    return all;
  }

  private static Fired sum(Fired one, Fired other) {
    return new Fired(
        joined(one.schedules(), other.schedules()),
        joined(one.fires(), other.fires()),
        one.missed() + other.missed(),
        joined(one.jobs(), other.jobs()),
        joined(one.duplicates(), other.duplicates()),
        joined(one.cancelled(), other.cancelled()));
  }

  private static <T> List<T> joined(List<T> one, List<T> other) {
    List<T> both = new ArrayList<>(one);
    both.addAll(other);
    return both;
  }

  /** Returns the planner with a refusal instead of each job. */
  private static FirePlanner refused(FirePlanner planner, SQLException refusal) {
    String reason = Truncation.of("The store refused the job: " + refusal.getMessage(), MAX_REASON);
    return new FirePlanner() {
      @Override
      public int endsNeeded(Schedule schedule) {
        return planner.endsNeeded(schedule);
      }

      @Override
      public FirePlan plan(DueSchedule due) {
        FirePlan plan = planner.plan(due);
        return new FirePlan(
            plan.fires().stream().map(fire -> refused(fire, reason)).toList(),
            plan.unlisted(),
            false,
            plan.nextDue(),
            plan.nextFire(),
            plan.waiting(),
            plan.pauseReason());
      }
    };
  }

  private static PlannedFire refused(PlannedFire fire, String reason) {
    return fire.outcome() == FireOutcome.FIRED
        ? PlannedFire.without(fire.dueAt(), fire.kind(), FireOutcome.REFUSED, reason)
        : fire;
  }

  private Fired fireTogether(
      WriterSession session, List<Schedule> schedules, FirePlanner planner, Instant now)
      throws SQLException {
    Map<Schedule, FirePlan> plans = plan(session, schedules, planner, now);
    List<NewFire> fires = new ArrayList<>();
    plans.forEach((schedule, plan) ->
        plan.fires().forEach(fire -> fires.add(new NewFire(schedule.name(), fire))));
    boolean[] decided = FireRows.insert(session, fires, now);

    List<Cancellation> cancelled = cancelOthers(session, plans, decided, now);
    FireSubmissions submissions =
        FireSubmissions.begin(session, endings.permits(), submissions(fires, decided));
    List<Schedule> after = new ArrayList<>(plans.size());
    List<FireRecord> records = new ArrayList<>(fires.size());
    long missed = 0;
    int row = 0;
    for (Map.Entry<Schedule, FirePlan> each : plans.entrySet()) {
      Schedule schedule = each.getKey();
      FirePlan plan = each.getValue();
      List<FireRecord> recorded = new ArrayList<>();
      for (PlannedFire fire : plan.fires()) {
        if (decided[row++]) {
          recorded.add(record(session, schedule.name(), fire, submissions, now));
        }
      }
      missed += plan.unlisted() + ProgressRows.count(recorded, FireOutcome.MISSED);
      after.add(ProgressRows.after(schedule, plan, recorded, now));
      records.addAll(recorded);
    }
    submissions.write();
    ProgressRows.update(session, after);
    row = 0;
    for (Schedule before : plans.keySet()) {
      FireRows.deleteOld(session, before, after.get(row++));
    }
    return new Fired(
        after, records, missed, submissions.jobs(), submissions.duplicates(), cancelled);
  }

  /** Cancels the other jobs of schedules that want it, before their unique keys are looked at. */
  private List<Cancellation> cancelOthers(
      WriterSession session, Map<Schedule, FirePlan> plans, boolean[] decided, Instant now)
      throws SQLException {
    List<Cancellation> cancelled = new ArrayList<>();
    int row = 0;
    for (Map.Entry<Schedule, FirePlan> each : plans.entrySet()) {
      boolean fires = false;
      for (PlannedFire fire : each.getValue().fires()) {
        fires |= decided[row++] && fire.outcome() == FireOutcome.FIRED;
      }
      if (fires && each.getValue().cancelOthers()) {
        cancelled.addAll(
            ScheduledJobWrites.cancelUnfinished(session, endings, each.getKey().name(), now));
      }
    }
    return cancelled;
  }

  private static List<Submission> submissions(List<NewFire> fires, boolean[] decided) {
    List<Submission> submissions = new ArrayList<>();
    for (int i = 0; i < decided.length; i++) {
      PlannedFire fire = fires.get(i).planned();
      if (decided[i] && !fire.jobs().isEmpty()) {
        submissions.add(submission(fire));
      }
    }
    return submissions;
  }

  private static Submission submission(PlannedFire fire) {
    return new Submission(fire.group(), fire.jobs(), ScheduledJobWrites.NOBODY, null, true);
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

  /** Plans schedules in order, until the plans have enough due times for one transaction. */
  private static Map<Schedule, FirePlan> plan(
      WriterSession session, List<Schedule> schedules, FirePlanner planner, Instant now)
      throws SQLException {
    Set<String> unfinished =
        ScheduledJobWrites.withUnfinished(session, schedules.stream().map(Schedule::name).toList());
    Map<Schedule, FirePlan> plans = new LinkedHashMap<>();
    long decided = 0;
    for (Schedule schedule : schedules) {
      if (decided >= MAX_DECIDED) {
        break;
      }
      boolean runs = unfinished.contains(schedule.name());
      List<JobState> lastEnds = lastEnds(session, schedule, planner.endsNeeded(schedule));
      FirePlan plan = planner.plan(new DueSchedule(schedule, now, runs, lastEnds));
      plans.put(schedule, plan);
      decided += plan.fires().size() + plan.unlisted();
    }
    return plans;
  }

  private static List<JobState> lastEnds(WriterSession session, Schedule schedule, int count)
      throws SQLException {
    return count == 0
        ? List.of()
        : ScheduledJobWrites.lastEnds(session, schedule.name(), schedule.updatedAt(), count);
  }

  private static FireRecord record(
      WriterSession session,
      String schedule,
      PlannedFire fire,
      FireSubmissions submissions,
      Instant now)
      throws SQLException {
    Optional<Duplicate> duplicate =
        fire.jobs().isEmpty() ? Optional.empty() : submissions.add(submission(fire));
    return duplicate.isPresent()
        ? skip(session, schedule, fire, duplicate.get(), now)
        : new FireRecord(
            fire.dueAt(), fire.kind(), fire.outcome(), now, fire.subject(), fire.reason());
  }
}
