package io.jobwheel.store.jdbc;

import static io.jobwheel.store.sql.BatchSql.Column.ID;
import static io.jobwheel.store.sql.BatchSql.Column.NUMBER;
import static io.jobwheel.store.sql.BatchSql.Column.TEXT;

import io.jobwheel.job.AttemptOutcome;
import io.jobwheel.job.JobError;
import io.jobwheel.job.Outcome;
import io.jobwheel.job.Truncation;
import io.jobwheel.store.JobOutcomes.EndedAttempt;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.row.JobRow;
import io.jobwheel.store.query.AttemptQueries;
import io.jobwheel.store.sql.BatchSql;
import io.jobwheel.store.sql.RowBatch;
import io.jobwheel.store.sql.RowCounts;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Inserts rows for attempts that ended without ending their job, in the transaction that moves the
 * job. The attempt, node and start are those of the claim, which the fence of the move identifies.
 */
final class AttemptHistory {

  private static final String VALUES =
      """
      INSERT INTO job_attempt (job_id, attempt, node, node_name, started_at, ended_at, outcome,
        error_code, error_message, counted)
      SELECT new_job, new_attempt, new_node,
        coalesce(new_name, (SELECT name FROM node WHERE id = new_node)),
        new_start, new_end, new_outcome, new_code, new_message, new_counted
      FROM
      """;

  private static final BatchSql INSERT =
      new BatchSql(
          VALUES
              + """
              (SELECT ? AS new_job, ? AS new_attempt, ? AS new_node, ? AS new_name,
                ? AS new_start, ? AS new_end, ? AS new_outcome, ? AS new_code, ? AS new_message,
                ? AS new_counted) AS new
              """,
          VALUES
              + """
              unnest(?::uuid[], ?::bigint[], ?::uuid[], ?::text[], ?::bigint[], ?::bigint[],
                ?::text[], ?::text[], ?::text[], ?::bigint[])
                AS new (new_job, new_attempt, new_node, new_name, new_start, new_end, new_outcome,
                  new_code, new_message, new_counted)
              """,
          List.of(ID, NUMBER, ID, TEXT, NUMBER, NUMBER, TEXT, TEXT, TEXT, NUMBER));

  private static final BatchSql DELETE_OLD =
      new BatchSql(
          "DELETE FROM job_attempt WHERE job_id = ? AND attempt <= ?",
          """
          DELETE FROM job_attempt
          USING unnest(?::uuid[], ?::bigint[]) AS old (old_job, old_attempt)
          WHERE job_id = old_job AND attempt <= old_attempt
          """,
          List.of(ID, NUMBER));

  /**
   * The claim of an attempt that has ended.
   *
   * @param node null if unknown
   * @param nodeName null to read it from the table of nodes, which has only registered ones
   */
  record ClaimedAttempt(
      UUID jobId, int attempt, @Nullable UUID node, @Nullable String nodeName, Instant startedAt) {}

  private final RowBatch insert;
  private final RowBatch deleteOld;

  AttemptHistory(WriterSession session) throws SQLException {
    insert = session.batch(INSERT);
    deleteOld = session.batch(DELETE_OLD);
  }

  /** Adds an attempt that was retried or released. */
  void add(EndedAttempt ended) throws SQLException {
    AttemptOutcome outcome = AttemptOutcome.ofUnfinished(ended.outcome()).orElseThrow();
    JobError error = ended.outcome() instanceof Outcome.Retried retried ? retried.error() : null;
    add(
        new ClaimedAttempt(ended.jobId(), ended.attempt(), ended.owner(), null, ended.startedAt()),
        outcome,
        error,
        ended.at());
  }

  /** Adds an attempt. */
  void add(ClaimedAttempt claim, AttemptOutcome outcome, @Nullable JobError error, Instant endedAt)
      throws SQLException {
    insert
        .id(claim.jobId())
        .number((long) claim.attempt())
        .id(Objects.requireNonNullElse(claim.node(), JobRow.UNKNOWN_NODE))
        .text(claim.nodeName())
        .instant(claim.startedAt())
        .instant(endedAt)
        .text(outcome.name())
        .text(error == null ? null : error.code())
        .text(error == null ? null : Truncation.of(error.message(), AttemptQueries.MAX_MESSAGE - 1))
        .number(outcome.isCounted() ? 1L : 0L)
        .addRow();
    if (claim.attempt() > AttemptQueries.MAX_KEPT) {
      deleteOld.id(claim.jobId()).number((long) claim.attempt() - AttemptQueries.MAX_KEPT).addRow();
    }
  }

  /** Writes the added rows, and deletes those of the oldest attempts of jobs that have too many. */
  void write() throws SQLException {
    RowCounts.requireOneEach(insert.run(), "job_attempt");
    var _ = deleteOld.run(); // there may be none
  }
}
