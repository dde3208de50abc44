package io.jobwheel.store.jdbc.comparison;

import static java.util.Objects.requireNonNull;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.store.commit.BatchWrite;
import io.jobwheel.store.commit.WriteKind;
import io.jobwheel.store.commit.WriterPool;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.comparison.Comparison;
import io.jobwheel.store.comparison.Comparison.ComparisonResult;
import io.jobwheel.store.comparison.ComparisonSpec;
import io.jobwheel.store.comparison.ComparisonState;
import io.jobwheel.store.comparison.Comparisons;
import io.jobwheel.store.sql.Dialect;
import io.jobwheel.store.sql.StoreReader;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Keeps one row for each comparison. A unique index lets one run. */
public final class JdbcComparisons implements Comparisons {

  private static final String INSERT =
      """
      INSERT INTO comparison (id, node, state, type, modes, jobs, repeats, forced, payloads,
        created_by, created_at)
      VALUES (?, ?, 'RUNNING', ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING
      """;

  private static final String BRIEF = "SELECT " + ComparisonRow.BRIEF_COLUMNS + " FROM comparison ";

  private record GroupChoice(UUID id, int done, UUID group) {}

  private record ComparisonEnd(
      UUID id,
      int done,
      ComparisonState state,
      ComparisonResult result,
      Instant now,
      boolean onlyLost) {}

  private final WriterPool writers;
  private final StoreReader reader;
  private final BatchWrite<Comparison, Beginning> begin =
      BatchWrite.each(WriteKind.OPERATION, JdbcComparisons::begin);
  private final BatchWrite<GroupChoice, Boolean> advance =
      BatchWrite.each(WriteKind.OPERATION, JdbcComparisons::advance);
  private final BatchWrite<ComparisonEnd, Optional<Ended>> end =
      BatchWrite.each(WriteKind.OPERATION, JdbcComparisons::end);
  private final BatchWrite<UUID, Optional<Boolean>> delete =
      BatchWrite.each(WriteKind.OPERATION, JdbcComparisons::delete);

  public JdbcComparisons(WriterPool writers, StoreReader reader) {
    this.writers = writers;
    this.reader = reader;
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<Beginning> begin(Comparison comparison) {
    return writers.write(comparison.id(), begin, comparison);
  }

  /** {@inheritDoc} */
  @Override
  public Optional<Comparison> find(UUID id) {
    return reader.first(
        "SELECT " + ComparisonRow.COLUMNS + " FROM comparison WHERE id = ?",
        select -> select.id(id),
        ComparisonRow.reader(reader.dialect()));
  }

  /** {@inheritDoc} */
  @Override
  public List<Comparison> list() {
    return reader.list(
        BRIEF + "ORDER BY id DESC LIMIT " + MAX_KEPT,
        _ -> {},
        ComparisonRow.reader(reader.dialect()));
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<Boolean> advance(UUID id, int done, UUID group) {
    return writers.write(id, advance, new GroupChoice(id, done, group));
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<Optional<Ended>> end(
      UUID id, int done, ComparisonState state, ComparisonResult result, Instant now) {
    if (!state.isFinal()) {
      throw new IllegalArgumentException("A comparison does not end as " + state);
    }
    return writers.write(id, end, new ComparisonEnd(id, done, state, result, now, false));
  }

  /** {@inheritDoc} */
  @Override
  public Optional<Comparison> findRunning() {
    return first("");
  }

  /** {@inheritDoc} */
  @Override
  public Optional<Comparison> findLost() {
    return first("AND " + noLease(reader.dialect()));
  }

  private Optional<Comparison> first(String condition) {
    return reader.first(
        BRIEF + "WHERE state = 'RUNNING' " + condition,
        _ -> {},
        ComparisonRow.reader(reader.dialect()));
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<Boolean> interruptLost(UUID id, ComparisonResult result, Instant now) {
    return writers
        .write(id, end, new ComparisonEnd(id, 0, ComparisonState.INTERRUPTED, result, now, true))
        .thenApply(ended -> ended.map(Ended::changed).orElse(false));
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<Optional<Boolean>> delete(UUID id) {
    return writers.write(id, delete, id);
  }

  /** {@inheritDoc} */
  @Override
  public int otherNodes(UUID node) {
    return reader
        .first(
            "SELECT count(*) FROM node WHERE id <> ? AND lease_until > "
                + reader.dialect().nowMicros(),
            select -> select.id(node),
            row -> row.getInt(1))
        .orElseThrow();
  }

  /** {@inheritDoc} */
  @Override
  public boolean jobsWait() {
    return WaitingJobs.exist(reader);
  }

  private static String noLease(Dialect dialect) {
    return """
    NOT EXISTS (
      SELECT 1 FROM node WHERE node.id = comparison.node AND node.lease_until > %s)
    """
        .formatted(dialect.nowMicros());
  }

  private static Beginning begin(WriterSession session, Comparison comparison) throws SQLException {
    ComparisonSpec spec = comparison.spec();
    int rows =
        session
            .statement(INSERT)
            .id(comparison.id())
            .id(comparison.node())
            .text(spec.type())
            .text(ComparisonRow.text(spec.modes()))
            .number(spec.jobs())
            .number(spec.repeats())
            .number(spec.forced() ? 1 : 0)
            .text(spec.payloads())
            .text(comparison.createdBy())
            .instant(comparison.createdAt())
            .update();
    if (rows == 0) {
      return isStored(session, comparison.id())
          ? new Beginning.ThisRunning() // by an earlier try, whose commit was not confirmed
          : new Beginning.OtherRunning(running(session));
    }
    session
        .statement(
            """
            DELETE FROM comparison
            WHERE state <> 'RUNNING'
              AND id NOT IN (SELECT id FROM comparison ORDER BY id DESC LIMIT %d)
            """
                .formatted(MAX_KEPT))
        .update();
    return new Beginning.ThisRunning();
  }

  private static boolean isStored(WriterSession session, UUID id) throws SQLException {
    return session
        .statement("SELECT id FROM comparison WHERE id = ?")
        .id(id)
        .first(_ -> true)
        .orElse(false);
  }

  private static UUID running(WriterSession session) throws SQLException {
    Dialect dialect = session.dialect();
    return session
        .statement("SELECT id FROM comparison WHERE state = 'RUNNING'")
        .first(row -> requireNonNull(dialect.id(row, 1)))
        // it has ended in the meantime: repeats the transaction
        .orElseThrow(() -> new SQLException("It has ended", Dialect.CONFLICT));
  }

  private static boolean advance(WriterSession session, GroupChoice choice) throws SQLException {
    return session
            .statement(
                "UPDATE comparison SET done = ?, group_id = ? WHERE id = ? AND state = 'RUNNING'")
            .number(choice.done())
            .id(choice.group())
            .id(choice.id())
            .update()
        == 1;
  }

  private static Optional<Ended> end(WriterSession session, ComparisonEnd end) throws SQLException {
    ComparisonResult result = end.result();
    ExecutionMode winner = result.winner();
    int rows =
        session
            .statement(
                """
                UPDATE comparison
                SET state = ?, finished_at = ?, winner = ?, error_code = ?, error_message = ?,
                  report = ?, done = CASE WHEN done < ? THEN ? ELSE done END
                WHERE id = ? AND state = 'RUNNING'
                """
                    + (end.onlyLost() ? "AND " + noLease(session.dialect()) : ""))
            .text(end.state().name())
            .instant(end.now())
            .text(winner == null ? null : winner.wireName())
            .text(result.errorCode())
            .text(result.errorMessage())
            .text(result.report())
            .number(end.done())
            .number(end.done())
            .id(end.id())
            .update();
    return session
        .statement(BRIEF + "WHERE id = ?")
        .id(end.id())
        .first(ComparisonRow.reader(session.dialect()))
        .map(comparison -> new Ended(rows == 1, comparison));
  }

  private static Optional<Boolean> delete(WriterSession session, UUID id) throws SQLException {
    String delete = "DELETE FROM comparison WHERE id = ? AND state <> 'RUNNING'";
    int rows = session.statement(delete).id(id).update();
    return rows == 1
        ? Optional.of(true)
        : session.statement("SELECT id FROM comparison WHERE id = ?").id(id).first(_ -> false);
  }
}
