package io.jobwheel.store.jdbc;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.JobState;
import io.jobwheel.store.Backlog;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.commit.BatchWrite;
import io.jobwheel.store.commit.WriteKind;
import io.jobwheel.store.commit.WriterPool;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.row.CapabilitiesJson;
import io.jobwheel.store.jdbc.row.JobRow;
import io.jobwheel.store.sql.Dialect;
import io.jobwheel.store.sql.Micros;
import io.jobwheel.store.sql.StoreReader;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one row: the current turn, when the next one is due, and the last published count.
 * Statements skip the row if it is locked, since claims may be in the same transaction.
 */
public final class JdbcBacklog implements Backlog {

  private static final int VALID_PAUSES = 3;

  private static final String NODES = "NODES";
  private static final String LIMITS = "LIMITS";

  private record Result(long turn, @Nullable Count count, long pause) {}

  private final WriterPool writers;
  private final StoreReader reader;
  private final BatchWrite<Duration, Long> take =
      BatchWrite.each(WriteKind.BACKLOG, JdbcBacklog::take);
  private final BatchWrite<Result, Boolean> publish =
      BatchWrite.each(WriteKind.BACKLOG, JdbcBacklog::publish);

  public JdbcBacklog(WriterPool writers, StoreReader reader) {
    this.writers = writers;
    this.reader = reader;
  }

  /** {@inheritDoc} */
  @Override
  public PublishedCount read() {
    return reader
        .first(
            "SELECT counts, counted_by, believed_until, due_at, %s FROM backlog_count"
                .formatted(reader.dialect().nowMicros()),
            _ -> {},
            JdbcBacklog::toPublishedCount)
        .orElseThrow(() -> new StoreUnavailableException("The backlog row is missing"));
  }

  private static PublishedCount toPublishedCount(ResultSet row) throws SQLException {
    String counts = row.getString(1);
    long now = row.getLong(5);
    Duration validFor = between(now, row.getLong(3), VALID_PAUSES);
    BacklogJson.TimedCount count =
        counts == null || validFor.isZero() ? null : BacklogJson.read(counts);
    Long at = count == null ? null : count.publishedAt();
    return new PublishedCount(
        count == null ? null : count.count(),
        row.getLong(2),
        at == null ? null : Micros.toDuration(Math.max(now - at, 0)),
        validFor,
        between(now, row.getLong(4), 1));
  }

  /**
   * Returns the time left until {@code then}. Zero also if it is longer than possible, since a
   * clock was set back.
   */
  private static Duration between(long now, long then, int pauses) {
    long left = then - now;
    return left <= 0 || left > pauses * Micros.of(LONGEST_PAUSE)
        ? Duration.ZERO
        : Micros.toDuration(left);
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<Long> takeTurn(Duration atMost) {
    return writers.write(take, atMost);
  }

  private static long take(WriterSession session, Duration atMost) throws SQLException {
    String sql =
        """
        UPDATE backlog_count SET turn = turn + 1, due_at = ?
        WHERE id IN (
          SELECT id FROM backlog_count WHERE due_at <= ? OR due_at > ?
          %s)
        RETURNING turn
        """
            .formatted(session.dialect().skipLocked());
    long now = session.now();
    return session
        .statement(sql)
        .number(now + Micros.of(atMost))
        .number(now)
        .number(now + Micros.of(LONGEST_PAUSE))
        .first(row -> row.getLong(1))
        .orElse(0L);
  }

  /**
   * One statement and therefore one snapshot, with one query for each state, which uses its own
   * small index, for the nodes and for the permits of each limit. The columns are what is counted,
   * the mode, the type or name, the number, the highest age or the total, and what holds a job.
   */
  static String countSql(Dialect dialect) {
    String now = dialect.nowMicros();
    return """
    SELECT 'SCHEDULED', mode, type, count(*), 0, NULL FROM job
    WHERE state = 'SCHEDULED' GROUP BY mode, type
    UNION ALL
    SELECT 'BLOCKED', mode, type, count(*), %1$s - min(run_at), %2$s FROM job
    WHERE state = 'BLOCKED' GROUP BY %2$s, mode, type
    UNION ALL
    SELECT 'QUEUED', mode, type, count(*), %1$s - min(run_at), NULL FROM job
    WHERE state = 'QUEUED' GROUP BY mode, type
    UNION ALL
    SELECT 'RUNNING', mode, type, count(*), 0, NULL FROM job
    WHERE state = 'RUNNING' GROUP BY mode, type
    UNION ALL
    SELECT 'NODES', '', capabilities, count(*), 0, NULL FROM node
    WHERE lease_until > %1$s GROUP BY capabilities
    UNION ALL
    SELECT 'LIMITS', '', name,
      CASE
        WHEN total IS NOT NULL
          THEN COALESCE((SELECT used FROM limit_usage WHERE id = name), 0)
        WHEN per_key IS NOT NULL
          THEN COALESCE(
            (SELECT CAST(sum(used) AS bigint) FROM limit_usage
              WHERE id > name || '/' AND id < name || '0'), 0) END,
      total, NULL
    FROM job_limit
    """
        .formatted(now, dialect.before("blocked_by", "/")); // a key follows the name
  }

  /** {@inheritDoc} */
  @Override
  public Count count() {
    BacklogTally tally = new BacklogTally();
    LimitTally limits = new LimitTally();
    List<@Nullable String> capabilities = new ArrayList<>();
    long[] nodes = new long[1];
    var _ =
        reader.list(
            countSql(reader.dialect()),
            _ -> {},
            row -> {
              long count = row.getLong(4);
              if (row.getString(1).equals(NODES)) {
                nodes[0] += count;
                capabilities.add(row.getString(3));
              } else if (row.getString(1).equals(LIMITS)) {
                limits.addPermits(row.getString(3), number(row, 4), number(row, 5));
              } else {
                addJobs(row, tally, limits);
              }
              return null;
            });
    return tally.count(CapabilitiesJson.read(capabilities), nodes[0], limits.counts());
  }

  private static @Nullable Long number(ResultSet row, int column) throws SQLException {
    long number = row.getLong(column);
    return row.wasNull() ? null : number;
  }

  private static void addJobs(ResultSet row, BacklogTally tally, LimitTally limits)
      throws SQLException {
    JobState state = JobState.valueOf(row.getString(1));
    ExecutionMode mode = JobRow.mode(row.getString(2));
    long count = row.getLong(4);
    tally.add(state, mode, row.getString(3), count);
    // a node's clock may be ahead of the database's
    Duration oldest = Micros.toDuration(Math.max(row.getLong(5), 0));
    if (state == JobState.QUEUED) {
      tally.addOldestQueued(mode, oldest);
    } else if (state == JobState.BLOCKED) {
      limits.addBlocked(row.getString(6), count, oldest);
    }
  }

  /** Repeats the condition of the index literally; otherwise a database does not use the index. */
  static final String WAITING_OF =
      """
      SELECT count(*) FROM job
      WHERE submitter = ? AND state IN ('BLOCKED', 'QUEUED', 'SCHEDULED')
      """;

  /** {@inheritDoc} */
  @Override
  public long waitingOf(String submitter) {
    return reader
        .first(WAITING_OF, count -> count.text(submitter), row -> row.getLong(1))
        .orElseThrow();
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<Boolean> publish(long turn, @Nullable Count count, Duration pause) {
    if (pause.isNegative() || pause.compareTo(LONGEST_PAUSE) > 0) {
      throw new IllegalArgumentException(
          "The pause must be between zero and " + LONGEST_PAUSE + ", not " + pause);
    }
    return writers.write(publish, new Result(turn, count, Micros.of(pause)));
  }

  private static boolean publish(WriterSession session, Result result) throws SQLException {
    long now = session.now();
    String mine =
        """
        WHERE id IN (
          SELECT id FROM backlog_count WHERE turn = ?
          %s)
        """
            .formatted(session.dialect().skipLocked());
    if (result.count() == null) {
      return session
              .statement("UPDATE backlog_count SET due_at = ?\n" + mine)
              .number(now + result.pause())
              .number(result.turn())
              .update()
          == 1;
    }
    return session
            .statement(
                "UPDATE backlog_count SET due_at = ?, counts = ?, counted_by = turn, believed_until"
                    + " = ?\n"
                    + mine)
            .number(now + result.pause())
            .text(BacklogJson.write(result.count(), now))
            .number(now + VALID_PAUSES * result.pause())
            .number(result.turn())
            .update()
        == 1;
  }
}
