package io.jobwheel.store.jdbc.limit;

import io.jobwheel.store.commit.BatchWrite;
import io.jobwheel.store.commit.WriteKind;
import io.jobwheel.store.commit.WriterPool;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.limit.HeldJobs;
import io.jobwheel.store.sql.Micros;
import io.jobwheel.store.sql.StoreReader;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Looks at the rows of {@code limit_usage} that are due. */
public final class JdbcHeldJobs implements HeldJobs {

  private static final int MOST_ROWS = 200;

  private static final Boolean ALL = true;

  private final WriterPool writers;
  private final StoreReader reader;
  private final BatchWrite<Boolean, Boolean> release;
  private final BatchWrite<Integer, Integer> purge =
      BatchWrite.each(WriteKind.PRUNE, JdbcHeldJobs::purge);

  public JdbcHeldJobs(WriterPool writers, StoreReader reader, Permits permits) {
    this.writers = writers;
    this.reader = reader;
    this.release =
        BatchWrite.of(
            WriteKind.RELEASE_HELD,
            (session, requests) -> {
              permits.due(session, due(session));
              return requests;
            });
  }

  /** A row that is deleted in vain is added again, so others may be locked. */
  private static int purge(WriterSession session, int limit) throws SQLException {
    return session
        .statement(
            """
            DELETE FROM limit_usage
            WHERE id IN (
              SELECT id FROM limit_usage
              WHERE used = 0 AND pending = 0 AND held = 0 AND due_at IS NULL
                AND arrival <= %1$s AND resume_at <= %1$s
              LIMIT ?
              %2$s)
            """
                .formatted(session.dialect().nowMicros(), session.dialect().skipLocked()))
        .number(limit)
        .update();
  }

  static List<String> due(WriterSession session) throws SQLException {
    return session
        .statement(
            "SELECT id FROM limit_usage WHERE due_at IS NOT NULL AND due_at <= %s ORDER BY due_at LIMIT %d"
                .formatted(session.dialect().nowMicros(), MOST_ROWS))
        .list(row -> row.getString(1));
  }

  /** {@inheritDoc} */
  @Override
  public Optional<Duration> untilDue() {
    String sql =
        "SELECT min(due_at) - %s FROM limit_usage WHERE due_at IS NOT NULL"
            .formatted(reader.dialect().nowMicros());
    return reader
        .first(
            sql,
            _ -> {},
            row -> {
              long left = row.getLong(1);
              return row.wasNull()
                  ? Optional.<Duration>empty()
                  : Optional.of(Micros.toDuration(Math.max(left, 0)));
            })
        .flatMap(due -> due);
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<Void> releaseDue() {
    return writers.write(release, ALL).thenApply(_ -> null);
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<Integer> purgeUnused(int limit) {
    return writers.write(purge, limit);
  }
}
