package io.jobwheel.store.jdbc;

import static java.util.Objects.requireNonNull;

import io.jobwheel.job.ErrorCode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.store.JobCancellations.Cancellation;
import io.jobwheel.store.JobDeadlines;
import io.jobwheel.store.commit.BatchWrite;
import io.jobwheel.store.commit.LockedJobFinder;
import io.jobwheel.store.commit.Savepoint;
import io.jobwheel.store.commit.WriteKind;
import io.jobwheel.store.commit.WriterPool;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.fairness.FairRanks;
import io.jobwheel.store.jdbc.row.JobRow;
import io.jobwheel.store.sql.BoundStatement;
import io.jobwheel.store.sql.Micros;
import io.jobwheel.store.sql.StoreReader;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Fails waiting jobs at their deadlines, and ends and cancels with them as a rescue does. */
public final class JdbcJobDeadlines implements JobDeadlines {

  /** The condition that a job waits and has a deadline, as in the index of deadlines. */
  static final String WAITING =
      "deadline_at IS NOT NULL AND finished_at IS NULL AND state <> 'RUNNING'";

  /** Jobs with permits, which are given back, are found apart: an update does not show them. */
  private static final String HAS_PERMITS = "limits IS NOT NULL AND state = 'QUEUED'";

  private static final String HAS_NO_PERMITS = "(limits IS NULL OR state <> 'QUEUED')";

  private record ExpirySearch(JobEndings endings, int limit, long now) {}

  private final WriterPool writers;
  private final StoreReader reader;
  private final BatchWrite<Integer, Expired> expire;

  public JdbcJobDeadlines(WriterPool writers, StoreReader reader, JobEndings endings) {
    this.writers = writers;
    this.reader = reader;
    this.expire =
        BatchWrite.each(
            WriteKind.EXPIRE,
            (session, limit) -> expire(session, new ExpirySearch(endings, limit, session.now())));
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<Expired> expire(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be 1 or more, not " + limit);
    }
    return writers.write(expire, limit);
  }

  /** {@inheritDoc} */
  @Override
  public Deadlines deadlines() {
    return reader
        .list(
            deadlinesSql(reader.dialect().nowMicros()),
            _ -> {},
            row -> {
              boolean passed = row.getInt(1) > 0;
              long left = row.getLong(2);
              return new Deadlines(
                  passed, row.wasNull() ? null : Duration.of(left, ChronoUnit.MICROS));
            })
        .getFirst();
  }

  /** Returns the query of the deadlines; {@code now} is an expression of the time. */
  static String deadlinesSql(String now) {
    return """
    SELECT
      CASE WHEN EXISTS (SELECT 1 FROM job WHERE %2$s AND deadline_at <= %1$s) THEN 1 ELSE 0 END,
      (SELECT min(deadline_at) FROM job WHERE %2$s AND deadline_at > %1$s) - %1$s
    """
        .formatted(now, WAITING);
  }

  private static Expired expire(WriterSession session, ExpirySearch search) throws SQLException {
    Optional<Expired> all = Savepoint.unlessLocked(session, () -> expire(session, search, null));
    return all.isPresent() ? all.get() : expireOneByOne(session, search);
  }

  private static Expired expireOneByOne(WriterSession session, ExpirySearch search)
      throws SQLException {
    LockedJobFinder.shortenLockTimeout(session);
    List<UUID> due =
        session
            .statement(
                "SELECT id FROM job WHERE %s AND deadline_at <= ? ORDER BY deadline_at LIMIT ?"
                    .formatted(WAITING))
            .number(search.now())
            .number(search.limit())
            .list(row -> requireNonNull(session.dialect().id(row, 1)));
    Expired sum = Expired.NONE;
    for (UUID job : due) {
      Optional<Expired> one = Savepoint.unlessLocked(session, () -> expire(session, search, job));
      sum = sum.and(one.orElse(Expired.NONE));
    }
    return sum;
  }

  /** Fails all jobs past their deadline, or only one of them. */
  private static Expired expire(WriterSession session, ExpirySearch search, @Nullable UUID only)
      throws SQLException {
    List<Job> expired = new ArrayList<>(fail(session, search, only, HAS_NO_PERMITS));
    expired.forEach(job -> search.endings().permits().left(session, job));
    for (Job job : fail(session, search, only, HAS_PERMITS)) {
      search.endings().permits().giveBack(session, job, JobState.QUEUED);
      expired.add(job);
    }
    expired.sort(Comparator.comparing(Job::id, JobRow.ID_ORDER));
    return expired.isEmpty() ? Expired.NONE : followUp(session, search, expired);
  }

  private static List<Job> fail(
      WriterSession session, ExpirySearch search, @Nullable UUID only, String which)
      throws SQLException {
    String locking = session.dialect().skipLocked();
    BoundStatement update =
        session.statement(
            """
            WITH due (due_id, due_group) AS MATERIALIZED (
              SELECT id, group_id FROM job
              WHERE %s AND %s AND deadline_at <= ?%s
              ORDER BY deadline_at
              LIMIT ?
              %s),
            free (free_group) AS MATERIALIZED (
              SELECT id FROM job_group WHERE id IN (SELECT due_group FROM due)
              %s)
            UPDATE job
            SET
              state = 'FAILED',
              blocked_by = NULL,
              finished_at = ?,
              error_message =
                CASE WHEN attempt = 0 THEN ?
                  WHEN error_code IS NULL THEN ?
                  ELSE ? || error_code || ': ' || coalesce(error_message, '') END,
              error_code = '%s'
            FROM due
            WHERE id = due_id
              AND (due_group IS NULL OR due_group IN (SELECT free_group FROM free))
            RETURNING
            """
                    .formatted(
                        WAITING,
                        which,
                        only == null ? "" : " AND id = ?",
                        locking,
                        locking,
                        ErrorCode.DEADLINE_EXCEEDED.code())
                + JobRow.BRIEF_COLUMNS
                + ", rank");
    var _ = update.number(search.now());
    if (only != null) {
      var _ = update.id(only);
    }
    var _ =
        update
            .number(search.limit())
            .number(search.now())
            .text("The deadline passed before the job started.")
            .text("The deadline passed while the job waited for its next attempt.")
            .text(
                "The deadline passed while the job waited for its next attempt; the last one ended"
                    + " with ");
    return update.list(row -> FairRanks.readEnded(session, row));
  }

  private static Expired followUp(WriterSession session, ExpirySearch search, List<Job> expired)
      throws SQLException {
    Instant now = Micros.toInstant(search.now());
    JobEndings.Endings ended = search.endings().begin();
    List<Cancellation> cancelledSiblings = new ArrayList<>();
    Set<UUID> groups = new HashSet<>();
    for (Job job : expired) {
      ended.jobEnded(job, JobState.FAILED, now);
      if (job.groupId() != null && groups.add(job.groupId())) {
        cancelledSiblings.addAll(
            JdbcJobCancellations.cancelSiblings(session, search.endings(), job.groupId(), now));
      }
    }
    return new Expired(
        List.copyOf(expired),
        List.copyOf(cancelledSiblings),
        List.copyOf(ended.finish(session).values()));
  }
}
