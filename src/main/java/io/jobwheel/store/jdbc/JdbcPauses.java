package io.jobwheel.store.jdbc;

import static java.util.Objects.requireNonNull;

import io.jobwheel.store.commit.BatchWrite;
import io.jobwheel.store.commit.WriteKind;
import io.jobwheel.store.commit.WriterPool;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.row.JobRow;
import io.jobwheel.store.pause.Pause;
import io.jobwheel.store.pause.PauseKind;
import io.jobwheel.store.pause.PauseTarget;
import io.jobwheel.store.pause.Pauses;
import io.jobwheel.store.sql.Micros;
import io.jobwheel.store.sql.StoreReader;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Keeps one row for each pause. */
public final class JdbcPauses implements Pauses {

  /** The condition that a pause is in force. */
  private static final String IN_FORCE = "(ends_at IS NULL OR ends_at > %s)";

  private static final String REPLACE =
      """
      UPDATE pause
      SET reason = ?, paused_by = ?, ends_at = ?
      WHERE kind = ? AND name = ?
      RETURNING since
      """;

  // on PostgreSQL, another transaction may insert the same target
  private static final String INSERT =
      """
      INSERT INTO pause (kind, name, reason, paused_by, since, ends_at)
      SELECT ?, ?, ?, ?, ?, ?
      WHERE (SELECT count(*) FROM pause) < %d
      ON CONFLICT (kind, name) DO UPDATE
      SET reason = excluded.reason, paused_by = excluded.paused_by, ends_at = excluded.ends_at
      RETURNING since
      """
          .formatted(MAX);

  private final WriterPool writers;
  private final StoreReader reader;
  private final BatchWrite<NewPause, PauseResult> put =
      BatchWrite.each(WriteKind.PAUSE, JdbcPauses::put);
  private final BatchWrite<PauseTarget, Boolean> delete =
      BatchWrite.each(WriteKind.PAUSE, JdbcPauses::delete);

  public JdbcPauses(WriterPool writers, StoreReader reader) {
    this.writers = writers;
    this.reader = reader;
  }

  /**
   * Returns a query for the names of a kind with a pause in force. It does not depend on the rows
   * around it, so that a database executes it once for each statement.
   */
  public static String namesOf(PauseKind kind, String now) {
    return "SELECT name FROM pause WHERE kind = '%s' AND %s"
        .formatted(kind.wireName(), IN_FORCE.formatted(now));
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<PauseResult> put(NewPause pause) {
    return writers.write(put, pause);
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<Boolean> delete(PauseTarget target) {
    return writers.write(delete, target);
  }

  /** {@inheritDoc} */
  @Override
  public List<Pause> list() {
    return reader.list(listSql() + " ORDER BY kind, name", _ -> {}, JdbcPauses::read);
  }

  /** {@inheritDoc} */
  @Override
  public Optional<Pause> find(PauseTarget target) {
    return reader.first(
        listSql() + " AND kind = ? AND name = ?",
        select -> select.text(target.kind().wireName()).text(target.name()),
        JdbcPauses::read);
  }

  /** Returns a query for the pauses in force. Leaves out the kinds of later versions. */
  private String listSql() {
    return """
    SELECT kind, name, reason, paused_by, since, ends_at
    FROM pause
    WHERE kind IN ('type', 'submitter') AND %s
    """
        .formatted(IN_FORCE.formatted(reader.dialect().nowMicros()));
  }

  private static PauseResult put(WriterSession session, NewPause pause) throws SQLException {
    long now = session.now();
    Instant until = pause.until();
    if (until != null && Micros.of(until) <= now) {
      return new PauseResult(PauseDecision.ALREADY_ENDED, null);
    }
    deleteEnded(session, now);
    Optional<Long> replaced =
        session
            .statement(REPLACE)
            .text(pause.reason())
            .text(pause.pausedBy())
            .instant(until)
            .text(pause.target().kind().wireName())
            .text(pause.target().name())
            .first(row -> row.getLong(1));
    if (replaced.isPresent()) {
      return stored(PauseDecision.REPLACED, pause, replaced.get());
    }
    return session
        .statement(INSERT)
        .text(pause.target().kind().wireName())
        .text(pause.target().name())
        .text(pause.reason())
        .text(pause.pausedBy())
        .number(now)
        .instant(until)
        .first(row -> row.getLong(1))
        .map(since -> stored(PauseDecision.CREATED, pause, since))
        .orElseGet(() -> new PauseResult(PauseDecision.TOO_MANY, null));
  }

  /** Skips a pause that another transaction has locked to replace it. */
  private static void deleteEnded(WriterSession session, long now) throws SQLException {
    session
        .statement(
            """
            DELETE FROM pause
            WHERE (kind, name) IN (
              SELECT kind, name FROM pause WHERE ends_at <= ?
              %s)
            """
                .formatted(session.dialect().skipLocked()))
        .number(now)
        .update();
  }

  private static PauseResult stored(PauseDecision decision, NewPause pause, long since) {
    return new PauseResult(
        decision,
        new Pause(
            pause.target(),
            pause.reason(),
            pause.pausedBy(),
            Micros.toInstant(since),
            pause.until()));
  }

  private static boolean delete(WriterSession session, PauseTarget target) throws SQLException {
    int inForce =
        session
            .statement(
                "DELETE FROM pause WHERE kind = ? AND name = ? AND "
                    + IN_FORCE.formatted(session.dialect().nowMicros()))
            .text(target.kind().wireName())
            .text(target.name())
            .update();
    return inForce == 1;
  }

  private static Pause read(ResultSet row) throws SQLException {
    return new Pause(
        new PauseTarget(PauseKind.named(row.getString(1)).orElseThrow(), row.getString(2)),
        row.getString(3),
        row.getString(4),
        requireNonNull(JobRow.instant(row, 5)),
        JobRow.instant(row, 6));
  }
}
