package io.jobwheel.store.jdbc.schedule;

import io.jobwheel.store.commit.BatchWrite;
import io.jobwheel.store.commit.WriteKind;
import io.jobwheel.store.commit.WriterPool;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.JobEndings;
import io.jobwheel.store.jdbc.row.JobRow;
import io.jobwheel.store.schedule.FireKind;
import io.jobwheel.store.schedule.FireOutcome;
import io.jobwheel.store.schedule.FirePlanner;
import io.jobwheel.store.schedule.FireRecord;
import io.jobwheel.store.schedule.Schedule;
import io.jobwheel.store.schedule.ScheduleChange;
import io.jobwheel.store.schedule.ScheduleChange.ChangeDecision;
import io.jobwheel.store.schedule.Schedules;
import io.jobwheel.store.sql.Micros;
import io.jobwheel.store.sql.StoreReader;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Stores schedules. A change or a fire locks the row of its schedule first. */
public final class JdbcSchedules implements Schedules {

  private static final String SELECT = "SELECT " + ScheduleRow.COLUMNS + " FROM schedule ";

  private static final String PUT =
      """
      INSERT INTO schedule (name, definition, configured, created_by, created_at, updated_at,
        version, paused_at, pause_reason, next_due_at, next_fire_at, waiting, fired, skipped,
        missed, refused, error)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (name) DO UPDATE
      SET definition = excluded.definition, configured = excluded.configured,
        created_by = excluded.created_by, updated_at = excluded.updated_at,
        version = excluded.version, paused_at = excluded.paused_at,
        pause_reason = excluded.pause_reason, next_due_at = excluded.next_due_at,
        next_fire_at = excluded.next_fire_at, waiting = excluded.waiting, error = excluded.error
      """;

  private record ChangeRequest(String name, ScheduleChange change) {}

  private record DueRequest(FirePlanner planner, int limit) {}

  private record NamedRequest(String name, FirePlanner planner) {}

  private final WriterPool writers;
  private final StoreReader reader;
  private final BatchWrite<ChangeRequest, Changed> change =
      BatchWrite.each(WriteKind.SCHEDULE, JdbcSchedules::change);
  private final BatchWrite<DueRequest, Fired> fireDue;
  private final BatchWrite<NamedRequest, Optional<Fired>> fire;

  public JdbcSchedules(WriterPool writers, StoreReader reader, JobEndings endings) {
    this.writers = writers;
    this.reader = reader;
    FireWriter fires = new FireWriter(endings);
    this.fireDue =
        BatchWrite.each(
            WriteKind.SCHEDULE,
            (session, request) -> fires.fireDue(session, request.planner(), request.limit()));
    this.fire =
        BatchWrite.each(
            WriteKind.SCHEDULE,
            (session, request) -> fires.fire(session, request.name(), request.planner()));
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<Changed> change(String name, ScheduleChange decision) {
    return writers.write(change, new ChangeRequest(name, decision));
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<Fired> fireDue(FirePlanner planner, int limit) {
    return writers.write(fireDue, new DueRequest(planner, limit));
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<Optional<Fired>> fire(String name, FirePlanner planner) {
    return writers.write(fire, new NamedRequest(name, planner));
  }

  /** {@inheritDoc} */
  @Override
  public Optional<Schedule> find(String name) {
    return reader.first(SELECT + "WHERE name = ?", select -> select.text(name), ScheduleRow::read);
  }

  /** {@inheritDoc} */
  @Override
  public List<Schedule> list(@Nullable String after, int limit) {
    return reader.list(
        SELECT + "WHERE name > ? ORDER BY name LIMIT ?",
        select -> select.text(after == null ? "" : after).number(limit),
        ScheduleRow::read);
  }

  /** {@inheritDoc} */
  @Override
  public List<FireRecord> fires(String name, int limit) {
    return reader.list(
        """
        SELECT due_at, kind, outcome, at, subject, reason
        FROM schedule_fire
        WHERE schedule = ?
        ORDER BY at DESC, due_at DESC
        LIMIT ?
        """,
        select -> select.text(name).number(limit),
        row ->
            new FireRecord(
                Micros.toInstant(row.getLong(1)),
                FireKind.valueOf(row.getString(2)),
                FireOutcome.valueOf(row.getString(3)),
                Micros.toInstant(row.getLong(4)),
                reader.dialect().id(row, 5),
                row.getString(6)));
  }

  /** {@inheritDoc} */
  @Override
  public NextFire next() {
    return reader
        .first(
            """
            SELECT count(*), min(next_fire_at), %s,
              (SELECT count(*) FROM schedule WHERE waiting IS NOT NULL AND paused_at IS NULL)
            FROM schedule
            WHERE paused_at IS NULL AND next_fire_at IS NOT NULL
            """
                .formatted(reader.dialect().nowMicros()),
            _ -> {},
            row -> {
              Instant next = JobRow.instant(row, 2);
              return new NextFire(
                  row.getLong(1),
                  row.getLong(4),
                  next == null ? null : Duration.between(Micros.toInstant(row.getLong(3)), next));
            })
        .orElseThrow();
  }

  private static Changed change(WriterSession session, ChangeRequest request) throws SQLException {
    Schedule before = FireWriter.lock(session, request.name()).orElse(null);
    Instant now = Micros.toInstant(session.now());
    return switch (request.change().decide(before, now)) {
      case ChangeDecision.Put(Schedule after) -> {
        put(session, after);
        yield new Changed(before, after);
      }
      case ChangeDecision.Delete() -> {
        delete(session, request.name());
        yield new Changed(before, null);
      }
      case ChangeDecision.Keep() -> new Changed(before, before);
    };
  }

  private static void put(WriterSession session, Schedule schedule) throws SQLException {
    var progress = schedule.progress();
    var pause = schedule.pause();
    int rows =
        session
            .statement(PUT)
            .text(schedule.name())
            .text(schedule.definition())
            .number(schedule.configured() ? 1 : 0)
            .text(schedule.createdBy())
            .instant(schedule.createdAt())
            .instant(schedule.updatedAt())
            .number(schedule.version())
            .instant(pause == null ? null : pause.since())
            .text(pause == null ? null : pause.reason())
            .instant(progress.nextDue())
            .instant(progress.nextFire())
            .text(ScheduleRow.text(progress.waiting()))
            .number(progress.fired())
            .number(progress.skipped())
            .number(progress.missed())
            .number(progress.refused())
            .text(progress.error())
            .update();
    if (rows != 1) {
      throw new IllegalStateException("Stored %d schedules instead of 1".formatted(rows));
    }
  }

  private static void delete(WriterSession session, String name) throws SQLException {
    var _ = session.statement("DELETE FROM schedule_fire WHERE schedule = ?").text(name).update();
    var _ = session.statement("DELETE FROM schedule WHERE name = ?").text(name).update();
  }
}
