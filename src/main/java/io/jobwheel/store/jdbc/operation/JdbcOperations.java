package io.jobwheel.store.jdbc.operation;

import static java.util.Objects.requireNonNull;

import io.jobwheel.store.IdempotencyKey;
import io.jobwheel.store.KeyedResource;
import io.jobwheel.store.commit.BatchWrite;
import io.jobwheel.store.commit.WriteKind;
import io.jobwheel.store.commit.WriterPool;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.JdbcIdempotencyKeys;
import io.jobwheel.store.jdbc.JdbcIdempotencyKeys.KeyReservation;
import io.jobwheel.store.jdbc.JobEndings;
import io.jobwheel.store.operation.Operation;
import io.jobwheel.store.operation.OperationState;
import io.jobwheel.store.operation.OperationStep;
import io.jobwheel.store.operation.Operations;
import io.jobwheel.store.query.Page;
import io.jobwheel.store.query.PageQuery;
import io.jobwheel.store.sql.Micros;
import io.jobwheel.store.sql.StoreReader;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Keeps one row for each operation. */
public final class JdbcOperations implements Operations {

  private static final String INSERT =
      """
      INSERT INTO operation (id, action, state, filter, priority, rate, created_by, created_at,
        matched, before_id, step_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String SELECT = "SELECT " + OperationRow.COLUMNS + " FROM operation ";

  private record NewOperation(Operation operation, @Nullable IdempotencyKey key) {}

  private record StateWrite(UUID id, OperationState state, Instant now) {}

  private record Failure(UUID id, String error) {}

  private record OperationPurge(Instant endedBefore, int limit) {}

  private record Timed(@Nullable Operation operation, long untilStep) {}

  private record Listed(UUID id, @Nullable Operation operation) {}

  private final WriterPool writers;
  private final StoreReader reader;
  private final BatchWrite<NewOperation, Creation> create =
      BatchWrite.each(WriteKind.OPERATION, JdbcOperations::create);
  private final BatchWrite<StateWrite, Optional<Change>> change =
      BatchWrite.each(WriteKind.OPERATION, JdbcOperations::change);
  private final BatchWrite<Failure, Boolean> fail =
      BatchWrite.each(WriteKind.OPERATION, JdbcOperations::fail);
  private final BatchWrite<OperationStep, StepResult> step;
  private final BatchWrite<OperationPurge, Integer> purge =
      BatchWrite.each(WriteKind.PRUNE, JdbcOperations::purge);

  public JdbcOperations(WriterPool writers, StoreReader reader, JobEndings endings) {
    this.writers = writers;
    this.reader = reader;
    this.step =
        BatchWrite.each(
            WriteKind.OPERATION,
            (session, request) -> OperationStepWriter.write(session, endings, request));
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<Creation> create(Operation operation, @Nullable IdempotencyKey key) {
    return writers.write(
        key == null ? operation.id() : key.id(), create, new NewOperation(operation, key));
  }

  /** {@inheritDoc} */
  @Override
  public Optional<Operation> find(UUID id) {
    return reader.first(
        SELECT + "WHERE id = ?", select -> select.id(id), OperationRow.reader(reader.dialect()));
  }

  /** {@inheritDoc} */
  @Override
  public Page<Operation> list(PageQuery<Set<OperationState>> query) {
    String states =
        query.filter().isEmpty()
            ? ""
            : " AND state IN ('%s')"
                .formatted(
                    query.filter().stream()
                        .map(OperationState::name)
                        .sorted()
                        .collect(Collectors.joining("', '")));
    String position = query.before() == null ? "1 = 1" : "id < ?";
    List<Listed> found =
        reader.list(
            SELECT + "WHERE %s%s ORDER BY id DESC LIMIT ?".formatted(position, states),
            select -> {
              if (query.before() != null) {
                select.id(query.before());
              }
              select.number(query.limit() + 1L);
            },
            row ->
                new Listed(
                    requireNonNull(reader.dialect().id(row, 1)),
                    OperationRow.readIfKnown(row, reader.dialect())));
    List<Listed> page = found.subList(0, Math.min(found.size(), query.limit()));
    List<Operation> known = page.stream().map(Listed::operation).filter(Objects::nonNull).toList();
    return new Page<>(known, found.size() > page.size() ? page.getLast().id() : null);
  }

  /** {@inheritDoc} */
  @Override
  public Map<OperationState, Long> countUnfinished() {
    Map<OperationState, Long> counts = new EnumMap<>(OperationState.class);
    reader
        .list(
            "SELECT state, count(*) FROM operation WHERE finished_at IS NULL GROUP BY state",
            _ -> {},
            row -> Map.entry(OperationState.valueOf(row.getString(1)), row.getLong(2)))
        .forEach(count -> counts.put(count.getKey(), count.getValue()));
    return counts;
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<Optional<Change>> change(UUID id, OperationState state, Instant now) {
    return writers.write(id, change, new StateWrite(id, state, now));
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<Boolean> fail(UUID id, String error) {
    return writers.write(id, fail, new Failure(id, error));
  }

  /** {@inheritDoc} */
  @Override
  public DueOperations due(int limit) {
    // a partial index is used only for a condition that the plan knows
    String sql =
        """
        SELECT %s, step_at - %s AS until_step
        FROM operation
        WHERE state = 'RUNNING' AND finished_at IS NULL
        ORDER BY step_at
        LIMIT %d
        """
            .formatted(OperationRow.COLUMNS, reader.dialect().nowMicros(), 2 * MAX_UNFINISHED);
    List<Operation> due = new ArrayList<>();
    Duration untilNext = null;
    for (Timed each :
        reader.list(
            sql,
            _ -> {},
            row ->
                new Timed(
                    OperationRow.readIfKnown(row, reader.dialect()),
                    row.getLong(OperationRow.COLUMN_COUNT + 1)))) {
      Operation operation = each.operation();
      if (operation == null) {
        continue;
      }
      if (each.untilStep() <= 0 && due.size() < limit) {
        due.add(operation);
      } else if (untilNext == null) {
        untilNext = Micros.toDuration(Math.max(each.untilStep(), 0));
      }
    }
    return new DueOperations(due, untilNext);
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<StepResult> step(OperationStep next) {
    return writers.write(next.operation().id(), step, next);
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<Integer> purge(Instant endedBefore, int limit) {
    return writers.write(purge, new OperationPurge(endedBefore, limit));
  }

  private static Creation create(WriterSession session, NewOperation request) throws SQLException {
    Operation operation = request.operation();
    IdempotencyKey key = request.key();
    if (unfinished(session) >= MAX_UNFINISHED) {
      // a repeated request is answered as before
      return (key == null
              ? Optional.<KeyedResource>empty()
              : JdbcIdempotencyKeys.find(session, key))
          .<Creation>map(Creation.Replayed::new)
          .orElseGet(Creation.TooMany::new);
    }
    if (key != null) {
      KeyedResource resource = new KeyedResource(operation.id(), key.fingerprint(), List.of());
      Optional<KeyedResource> earlier =
          JdbcIdempotencyKeys.reserve(session, List.of(new KeyReservation(key, resource)))
              .getFirst();
      if (earlier.isPresent()) {
        return new Creation.Replayed(earlier.get());
      }
    }
    int rows =
        session
            .statement(INSERT)
            .id(operation.id())
            .text(operation.spec().action().name())
            .text(operation.state().name())
            .text(FilterJson.write(operation.spec().filter()))
            .numberOrNull(operation.spec().priority())
            .numberOrNull(operation.spec().rate())
            .text(operation.createdBy())
            .instant(operation.createdAt())
            .numberOrNull(operation.progress().matched())
            .id(operation.cursor().before())
            .number(session.now())
            .update();
    if (rows != 1) {
      throw new IllegalStateException("Inserted %d operations instead of one".formatted(rows));
    }
    return new Creation.Created();
  }

  private static long unfinished(WriterSession session) throws SQLException {
    return session
        .statement("SELECT count(*) FROM operation WHERE finished_at IS NULL")
        .list(row -> row.getLong(1))
        .getFirst();
  }

  private static Optional<Change> change(WriterSession session, StateWrite request)
      throws SQLException {
    Optional<Operation> found =
        session
            .statement(SELECT + "WHERE id = ? " + session.dialect().forUpdate())
            .id(request.id())
            .first(OperationRow.reader(session.dialect()));
    if (found.isEmpty() || !found.get().state().canBecome(request.state())) {
      return found.map(operation -> new Change(false, operation));
    }
    return session
        .statement(
            """
            UPDATE operation
            SET state = ?, finished_at = ?, step_at = ?, blocked_by = NULL,
              error = CASE WHEN ? = 'RUNNING' THEN NULL ELSE error END
            WHERE id = ? AND state = ?
            RETURNING
            """
                + OperationRow.COLUMNS)
        .text(request.state().name())
        .instant(request.state().isFinal() ? request.now() : null)
        .number(session.now())
        .text(request.state().name())
        .id(request.id())
        .text(found.get().state().name())
        .first(OperationRow.reader(session.dialect()))
        .map(operation -> new Change(true, operation));
  }

  private static boolean fail(WriterSession session, Failure failure) throws SQLException {
    int rows =
        session
            .statement(
                "UPDATE operation SET state = 'PAUSED', error = ?, blocked_by = NULL"
                    + " WHERE id = ? AND state = 'RUNNING'")
            .text(failure.error())
            .id(failure.id())
            .update();
    return rows == 1;
  }

  private static int purge(WriterSession session, OperationPurge purge) throws SQLException {
    return session
        .statement(
            """
            DELETE FROM operation
            WHERE id IN (
              SELECT id FROM operation
              WHERE finished_at IS NOT NULL AND finished_at < ? ORDER BY finished_at LIMIT ? %s)
            """
                .formatted(session.dialect().skipLocked()))
        .instant(purge.endedBefore())
        .number(purge.limit())
        .update();
  }
}
