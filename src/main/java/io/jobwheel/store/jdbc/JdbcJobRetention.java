package io.jobwheel.store.jdbc;

import static io.jobwheel.store.sql.BatchSql.Column.ID;
import static java.util.Objects.requireNonNull;

import io.jobwheel.job.JobState;
import io.jobwheel.job.Uniqueness;
import io.jobwheel.store.JobRetention;
import io.jobwheel.store.commit.BatchWrite;
import io.jobwheel.store.commit.WriteKind;
import io.jobwheel.store.commit.WriterPool;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.FinishedJobs.FinishedJob;
import io.jobwheel.store.jdbc.row.JobRow;
import io.jobwheel.store.jdbc.row.UniquenessColumn;
import io.jobwheel.store.sql.BatchSql;
import io.jobwheel.store.sql.Dialect;
import io.jobwheel.store.sql.Micros;
import io.jobwheel.store.sql.RowBatch;
import io.jobwheel.store.sql.StoreReader;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Visits finished jobs in the order of their index, which is that of their ids. */
public final class JdbcJobRetention implements JobRetention {

  private static final List<JobState> WALK =
      List.of(JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED);

  private static final BatchSql FREE_GROUPS =
      new BatchSql(
          "",
          """
          SELECT given_number
          FROM unnest(?::uuid[]) WITH ORDINALITY AS given (given_id, given_number)
          JOIN job_group ON id = given_id
          FOR UPDATE OF job_group SKIP LOCKED
          """,
          List.of(ID));

  private record Walk(Position from, Instant endedBefore, Instant now, int limit) {}

  private record EndedJob(FinishedJob job, @Nullable Instant groupEndedAt) {

    boolean isBefore(Instant limit) {
      return job.finishedAt().isBefore(limit)
          && (job.groupId() == null || (groupEndedAt != null && groupEndedAt.isBefore(limit)));
    }
  }

  private record TombstonePurge(Instant prunedBefore, int limit) {}

  private final WriterPool writers;
  private final StoreReader reader;
  private final BatchWrite<Walk, PruneStep> prune =
      BatchWrite.each(WriteKind.PRUNE, JdbcJobRetention::prune);
  private final BatchWrite<TombstonePurge, Integer> purge =
      BatchWrite.each(WriteKind.PRUNE, JdbcJobRetention::purgeTombstones);

  public JdbcJobRetention(WriterPool writers, StoreReader reader) {
    this.writers = writers;
    this.reader = reader;
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<PruneStep> prune(
      Position from, Instant endedBefore, Instant now, int limit) {
    return writers.write(prune, new Walk(from, endedBefore, now, limit));
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<Integer> purgeTombstones(Instant prunedBefore, int limit) {
    return writers.write(purge, new TombstonePurge(prunedBefore, limit));
  }

  /** {@inheritDoc} */
  @Override
  public boolean isPruned(UUID id) {
    return reader
        .first("SELECT 1 FROM tombstone WHERE id = ?", select -> select.id(id), row -> true)
        .isPresent();
  }

  private static PruneStep prune(WriterSession session, Walk walk) throws SQLException {
    List<EndedJob> page =
        session
            .statement(
                """
                SELECT job.id, job.finished_at, job.group_id, job_group.finished_at,
                  job.uniqueness
                FROM job
                LEFT JOIN job_group ON job_group.id = job.group_id
                WHERE job.finished_at IS NOT NULL AND job.state = ? AND job.id > ? AND job.id < ?
                ORDER BY job.id
                LIMIT ?
                """)
            .text(walk.from().state().name())
            .id(walk.from().after())
            .id(firstIdOf(walk.endedBefore()))
            .number(walk.limit())
            .list(row -> ended(row, session.dialect()));
    List<EndedJob> old =
        free(session, page.stream().filter(job -> job.isBefore(walk.endedBefore())).toList());
    Set<UUID> deleted =
        FinishedJobs.delete(session, old.stream().map(EndedJob::job).toList(), walk.now());
    return new PruneStep(deleted.size(), next(walk, page));
  }

  private static @Nullable Position next(Walk walk, List<EndedJob> page) {
    JobState state = walk.from().state();
    if (page.size() == walk.limit()) {
      return new Position(state, page.getLast().job().id());
    }
    int following = WALK.indexOf(state) + 1;
    return following < WALK.size()
        ? new Position(WALK.get(following), Position.START.after())
        : null;
  }

  /**
   * Returns a lower bound of the ids of jobs submitted from then on. Only jobs with smaller ids can
   * have ended before.
   */
  private static UUID firstIdOf(Instant instant) {
    return new UUID(Math.max(instant.toEpochMilli(), 0) << 16, 0);
  }

  private static EndedJob ended(ResultSet row, Dialect dialect) throws SQLException {
    Uniqueness unique = UniquenessColumn.read(row.getString(5));
    FinishedJob job =
        new FinishedJob(
            requireNonNull(dialect.id(row, 1)),
            Micros.toInstant(row.getLong(2)),
            dialect.id(row, 3),
            unique == null ? null : unique.keyId());
    return new EndedJob(job, JobRow.instant(row, 4));
  }

  /** Excludes jobs whose group another transaction has locked. A later walk prunes them. */
  private static List<EndedJob> free(WriterSession session, List<EndedJob> old)
      throws SQLException {
    List<UUID> groups =
        old.stream().map(each -> each.job().groupId()).filter(Objects::nonNull).distinct().toList();
    if (session.dialect().exclusive() || groups.isEmpty()) {
      return old;
    }
    RowBatch rows = session.batch(FREE_GROUPS);
    for (UUID group : groups) {
      rows.id(group).addRow();
    }
    int[] found = rows.run();
    Set<UUID> locked = new HashSet<>();
    for (int i = 0; i < found.length; i++) {
      if (found[i] == 0) {
        locked.add(groups.get(i));
      }
    }
    return old.stream()
        .filter(each -> each.job().groupId() == null || !locked.contains(each.job().groupId()))
        .toList();
  }

  private static int purgeTombstones(WriterSession session, TombstonePurge purge)
      throws SQLException {
    return session
        .statement(
            """
            DELETE FROM tombstone
            WHERE id IN (
              SELECT id FROM tombstone WHERE pruned_at < ? ORDER BY pruned_at LIMIT ? %s)
            """
                .formatted(session.dialect().skipLocked()))
        .instant(purge.prunedBefore())
        .number(purge.limit())
        .update();
  }
}
