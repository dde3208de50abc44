package io.jobwheel.store.jdbc;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.store.JobClaims;
import io.jobwheel.store.commit.BatchWrite;
import io.jobwheel.store.commit.WriteKind;
import io.jobwheel.store.commit.WriterPool;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.fairness.DueJob;
import io.jobwheel.store.jdbc.fairness.FairRanks;
import io.jobwheel.store.jdbc.limit.Permits;
import io.jobwheel.store.jdbc.row.JobRow;
import io.jobwheel.store.pause.PauseKind;
import io.jobwheel.store.sql.BoundStatement;
import io.jobwheel.store.sql.Dialect;
import io.jobwheel.store.sql.Micros;
import io.jobwheel.store.sql.SqlFragments;
import io.jobwheel.store.sql.StoreReader;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Claims with one statement for each request, so that only one transaction can claim a job. */
public final class JdbcJobClaims implements JobClaims {

  /**
   * A claimed job.
   *
   * @param rank the rank it had; 0 if it was claimed before
   */
  private record Picked(Job job, long rank) {

    static final Comparator<Picked> CLAIM_ORDER =
        Comparator.comparingInt((Picked picked) -> -picked.job.priority())
            .thenComparingLong(Picked::rank)
            .thenComparing(picked -> picked.job.runAt())
            .thenComparing(picked -> picked.job.id(), JobRow.ID_ORDER);
  }

  /** The condition that the submitter of a job is not paused; a job may have no submitter. */
  static final String NOT_PAUSED = " AND (submitter IS NULL OR submitter NOT IN (%s))";

  private static final String START_GROUP =
      """
      UPDATE job_group
      SET started_at = coalesce(started_at, ?)
      WHERE id = ?
      RETURNING started_at
      """;

  /**
   * Skips a group that another transaction has locked; it gets its start at a later claim or when
   * it ends.
   */
  private static final String START_FREE_GROUP =
      """
      WITH started (start) AS (
        UPDATE job_group
        SET started_at = ?
        WHERE id IN (
          SELECT id FROM job_group WHERE id = ? AND started_at IS NULL
          FOR NO KEY UPDATE SKIP LOCKED)
        RETURNING started_at)
      SELECT start FROM started
      UNION ALL
      SELECT started_at FROM job_group WHERE id = ? AND started_at IS NOT NULL
      """;

  private final WriterPool writers;
  private final StoreReader reader;
  private final BatchWrite<ClaimRequest, List<Claimed>> claim;
  private final BatchWrite<Instant, Integer> promote;

  public JdbcJobClaims(WriterPool writers, StoreReader reader, Permits permits) {
    this.writers = writers;
    this.reader = reader;
    this.claim =
        BatchWrite.each(WriteKind.CLAIM, (session, request) -> claim(session, permits, request));
    this.promote =
        BatchWrite.each(WriteKind.PROMOTE, (session, now) -> promote(session, permits, now));
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<List<Claimed>> claim(ClaimRequest request) {
    if (request.limit() <= 0 || request.types().isEmpty()) {
      return CompletableFuture.completedFuture(List.of());
    }
    return writers.write(claim, request);
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<Integer> promoteDue(Instant now) {
    return writers.write(promote, now);
  }

  /** {@inheritDoc} */
  @Override
  public Optional<Instant> nextDue(Instant after) {
    String sql = "SELECT min(run_at) FROM job WHERE state = 'SCHEDULED' AND run_at > ?";
    return reader.list(sql, select -> select.instant(after), row -> JobRow.instant(row, 1)).stream()
        .filter(Objects::nonNull)
        .findFirst();
  }

  /** Returns the statement of a claim. */
  static String claimSql(Dialect dialect, int types, boolean submittersPaused) {
    return """
    WITH picked AS MATERIALIZED (
      SELECT id AS job_id, priority, rank AS place, run_at, octet_length(payload) AS bytes
      FROM job
      WHERE state = 'QUEUED' AND mode = ? AND type IN (%s)%s
        AND EXISTS (SELECT 1 FROM node WHERE node.id = ? AND lease_until > %s)
      ORDER BY priority DESC, rank, run_at, id
      LIMIT ?
      %s),
    measured AS (
      SELECT job_id,
        sum(bytes) OVER (ORDER BY priority DESC, place, run_at, job_id) - bytes
          AS bytes_before
      FROM picked)
    UPDATE job
    SET state = 'RUNNING', owner = ?, attempt = attempt + 1, fence = fence + 1,
      started_at = CASE WHEN run_at > ? THEN run_at ELSE ? END, cancel_requested_at = NULL,
      rank = CASE WHEN rank > 0 THEN -rank ELSE 0 END
    FROM measured
    WHERE id = job_id AND bytes_before < ?
    RETURNING
    """
            .formatted(
                SqlFragments.placeholders(types),
                submittersPaused
                    ? NOT_PAUSED.formatted(
                        JdbcPauses.namesOf(PauseKind.SUBMITTER, dialect.nowMicros()))
                    : "",
                dialect.nowMicros(),
                dialect.skipLocked())
        + JobRow.COLUMNS
        + ", rank";
  }

  private static List<Claimed> claim(WriterSession session, Permits permits, ClaimRequest request)
      throws SQLException {
    Dialect dialect = session.dialect();
    BoundStatement update =
        session.statement(claimSql(dialect, request.types().size(), request.submittersPaused()));
    update.text(request.mode().wireName());
    for (String type : request.types()) {
      update.text(type);
    }
    update.id(request.owner()).number(request.limit()).id(request.owner());
    // a job that became due while the claim waited starts at its due time
    update.instant(request.now()).instant(request.now()).number(request.maxBytes());
    List<Picked> picked = new ArrayList<>(update.list(row -> picked(row, dialect)));
    picked.sort(Picked.CLAIM_ORDER); // UPDATE returns rows in no particular order
    advance(session, request.mode(), picked);
    List<Job> claimed = picked.stream().map(Picked::job).toList();
    permits.started(session, claimed);
    Map<UUID, Instant> starts = startGroups(session, claimed);
    return claimed.stream().map(job -> new Claimed(job, commonStart(job, starts))).toList();
  }

  private static Picked picked(ResultSet row, Dialect dialect) throws SQLException {
    return new Picked(JobRow.read(row, dialect), -row.getLong(JobRow.COLUMN_COUNT + 1));
  }

  private static void advance(WriterSession session, ExecutionMode mode, List<Picked> claimed)
      throws SQLException {
    Map<Integer, Long> highest = new TreeMap<>();
    for (Picked each : claimed) {
      if (each.rank() > 0) {
        highest.merge(each.job().priority(), each.rank(), Math::max);
      }
    }
    FairRanks.claimed(session, mode, highest);
  }

  private static Instant commonStart(Job job, Map<UUID, Instant> starts) {
    Instant start = job.groupId() == null ? job.startedAt() : starts.get(job.groupId());
    return Objects.requireNonNull(start, "a claimed job has a start, and so has its group");
  }

  /**
   * Returns the starts of the groups of these jobs. A group without one starts with its first job.
   */
  private static Map<UUID, Instant> startGroups(WriterSession session, List<Job> claimed)
      throws SQLException {
    // sorted by id, so that transactions cannot deadlock
    Map<UUID, Instant> starts = new TreeMap<>(JobRow.ID_ORDER);
    for (Job job : claimed) {
      if (job.groupId() != null && job.startedAt() != null) {
        starts.merge(job.groupId(), job.startedAt(), (a, b) -> a.isBefore(b) ? a : b);
      }
    }
    for (Map.Entry<UUID, Instant> start : starts.entrySet()) {
      startGroup(session, start.getKey(), start.getValue()).ifPresent(start::setValue);
    }
    return starts;
  }

  /** Returns the start of the group; empty if it has none and another transaction has locked it. */
  private static Optional<Instant> startGroup(WriterSession session, UUID group, Instant start)
      throws SQLException {
    BoundStatement statement =
        session.dialect().exclusive()
            ? session.statement(START_GROUP).instant(start).id(group)
            : session.statement(START_FREE_GROUP).instant(start).id(group).id(group);
    return statement.first(row -> Micros.toInstant(row.getLong(1)));
  }

  private static int promote(WriterSession session, Permits permits, Instant now)
      throws SQLException {
    String due =
        """
        UPDATE job
        SET state = 'QUEUED', rank = 0
        WHERE id IN (
          SELECT id FROM job WHERE state = 'SCHEDULED' AND run_at <= ? AND limits IS %s NULL
          %s)
        RETURNING
        """;
    String locking = session.dialect().skipLocked();
    List<Job> limited =
        session
            .statement(due.formatted("NOT", locking) + JobRow.BRIEF_COLUMNS)
            .instant(now)
            .list(JobRow.reader(session.dialect()));
    List<@Nullable DueJob> others =
        session
            .statement(due.formatted("", locking) + DueJob.COLUMNS)
            .instant(now)
            .list(row -> DueJob.read(row, session));
    DueJob.rankLater(session, others, permits.want(session, limited));
    return others.size() + limited.size();
  }
}
