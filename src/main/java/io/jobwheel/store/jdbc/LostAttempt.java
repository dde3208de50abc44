package io.jobwheel.store.jdbc;

import static java.util.Objects.requireNonNull;

import io.jobwheel.job.JobState;
import io.jobwheel.store.jdbc.AttemptHistory.ClaimedAttempt;
import io.jobwheel.store.sql.BoundStatement;
import io.jobwheel.store.sql.Dialect;
import io.jobwheel.store.sql.Micros;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An attempt of a lost or stopping node, whose job is locked.
 *
 * @param verdict the state that its job moves to; null if the statement of the move decides
 */
record LostAttempt(
    UUID jobId, int attempt, UUID owner, Instant startedAt, @Nullable JobState verdict) {

  /**
   * Returns a query that finds and locks running jobs and their groups, by {@code locking}.
   *
   * @param verdict an SQL expression of the verdict
   * @param which an SQL condition on the job
   */
  static String find(String verdict, String which, String locking) {
    return lockedJobs(verdict, which, locking)
        + """
        SELECT lost_id, lost_attempt, lost_owner, lost_start, verdict
        FROM lost
        WHERE lost_group IS NULL OR lost_group IN (SELECT free_group FROM free)
        """;
  }

  /**
   * Returns the beginning of a statement: {@code lost} has the locked jobs and their values before
   * the move, {@code free} the locked groups.
   */
  static String lockedJobs(String verdict, String which, String locking) {
    return """
    WITH lost (lost_id, lost_group, lost_attempt, lost_owner, lost_start, verdict)
    AS MATERIALIZED (
      SELECT id, group_id, attempt, owner, started_at, %s FROM job
      WHERE state = 'RUNNING' AND %s
      %s),
    free (free_group) AS MATERIALIZED (
      SELECT id FROM job_group WHERE id IN (SELECT lost_group FROM lost)
      %s)
    """
        .formatted(verdict, which, locking, locking);
  }

  /** Returns a reader for rows of {@link #find}. */
  static BoundStatement.RowReader<LostAttempt> reader(Dialect dialect) {
    return row -> read(row, dialect);
  }

  private static LostAttempt read(ResultSet row, Dialect dialect) throws SQLException {
    String verdict = row.getString(5);
    return new LostAttempt(
        requireNonNull(dialect.id(row, 1)),
        row.getInt(2),
        requireNonNull(dialect.id(row, 3)),
        Micros.toInstant(row.getLong(4)),
        verdict == null ? null : JobState.valueOf(verdict));
  }

  /**
   * Returns the claim of the attempt.
   *
   * @param nodeName the name of its node; null to read it from the table of nodes
   */
  ClaimedAttempt claim(@Nullable String nodeName) {
    return new ClaimedAttempt(jobId, attempt, owner, nodeName, startedAt);
  }
}
