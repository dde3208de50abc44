package io.jobwheel.store.jdbc;

import static io.jobwheel.store.sql.BatchSql.Column.ID;
import static io.jobwheel.store.sql.BatchSql.Column.NUMBER;
import static io.jobwheel.store.sql.BatchSql.Column.TEXT;

import io.jobwheel.job.AttemptOutcome;
import io.jobwheel.job.ErrorCode;
import io.jobwheel.job.FailureReason;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Outcome;
import io.jobwheel.store.JobOutcomes.EndedAttempt;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.sql.BatchSql;
import io.jobwheel.store.sql.Micros;
import io.jobwheel.store.sql.RowBatch;
import io.jobwheel.store.sql.SqlFragments;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Schedules the next attempts of jobs. A deferred attempt gives its number back. Jobs with a
 * cancellation request are cancelled instead. The fence is unchanged: no write can pass it before
 * the next claim, since the job is not running.
 */
final class RetryWriter {

  static final BatchSql RETRY =
      BatchSql.update(
          "job",
          """
          SET state = 'SCHEDULED', run_at = :due, started_at = NULL, owner = NULL,
            error_code = :code, error_message = :message,
            failures = failures + :failed, crashes = crashes + :crashed,
            attempt = attempt - :deferred
          WHERE id = :job AND owner = :node AND fence = :token AND cancel_requested_at IS NULL
            AND %s
          """
              .formatted(SqlFragments.IS_RUNNING),
          List.of(
              "due", "code", "message", "failed", "crashed", "deferred", "job", "node", "token"),
          NUMBER,
          TEXT,
          TEXT,
          NUMBER,
          NUMBER,
          NUMBER,
          ID,
          ID,
          NUMBER);

  private static final String CANCEL_INSTEAD =
      """
      UPDATE job
      SET state = 'CANCELLED', finished_at = ?, owner = NULL,
        error_code = '%s', error_message = %s,
        failures = failures + ?, crashes = crashes + ?
      WHERE id = ? AND owner = ? AND fence = ? AND cancel_requested_at IS NOT NULL AND %s
      """
          .formatted(
              ErrorCode.CANCELLED.code(), SqlFragments.CANCELLED_MESSAGE, SqlFragments.IS_RUNNING);

  /**
   * Identifies an earlier write by its due time, which claims and rescues do not change. A redrive
   * does: an outcome that is resubmitted after it is refused.
   */
  private static final String FIND_WRITTEN =
      """
      SELECT state, finished_at
      FROM job
      WHERE id = ? AND fence >= ?
        AND (run_at = ? OR (state = 'CANCELLED' AND finished_at = ? AND fence = ?))
      """;

  private RetryWriter() {}

  /**
   * Writes the retries among the attempts, and each resulting state at the index of its attempt.
   * Adds the written ones to the history.
   */
  static void write(
      WriterSession session,
      List<EndedAttempt> attempts,
      @Nullable JobState[] written,
      AttemptHistory history)
      throws SQLException {
    RowBatch update = session.batch(RETRY);
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < attempts.size(); i++) {
      EndedAttempt attempt = attempts.get(i);
      if (attempt.outcome() instanceof Outcome.Retried retried) {
        update
            .instant(retried.runAt())
            .text(retried.error().code())
            .text(retried.error().message())
            .number((long) retried.failures())
            .number(retried.crash() ? 1L : 0L)
            .number(retried.reason() == FailureReason.DEFERRED ? 1L : 0L)
            .id(attempt.jobId())
            .id(attempt.owner())
            .number(attempt.fence())
            .addRow();
        places.add(i);
      }
    }
    int[] counts = update.run();
    for (int row = 0; row < counts.length; row++) {
      int place = places.get(row);
      EndedAttempt attempt = attempts.get(place);
      written[place] = counts[row] == 1 ? JobState.SCHEDULED : cancelInstead(session, attempt);
      if (written[place] != null && AttemptOutcome.ofUnfinished(attempt.outcome()).isPresent()) {
        history.add(attempt);
      }
    }
  }

  private static @Nullable JobState cancelInstead(WriterSession session, EndedAttempt attempt)
      throws SQLException {
    Outcome.Retried retried = (Outcome.Retried) attempt.outcome();
    JobError error = retried.error();
    int rows =
        session
            .statement(CANCEL_INSTEAD)
            .instant(attempt.at())
            .text(
                "Cancelled instead of another attempt; the last one ended with %s: %s"
                    .formatted(error.code(), error.message()))
            .number(retried.failures())
            .number(retried.crash() ? 1 : 0)
            .id(attempt.jobId())
            .id(attempt.owner())
            .number(attempt.fence())
            .update();
    return rows == 1 ? JobState.CANCELLED : null;
  }

  /**
   * Returns the state that an earlier write of this outcome gave the job; {@code null} if there was
   * none. The job may have changed since.
   */
  static @Nullable JobState alreadyWritten(
      WriterSession session, EndedAttempt attempt, Outcome.Retried retried) throws SQLException {
    return session
        .statement(FIND_WRITTEN)
        .id(attempt.jobId())
        .number(attempt.fence())
        .instant(retried.runAt())
        .instant(attempt.at())
        .number(attempt.fence())
        .first(row ->
            row.getString(1).equals(JobState.CANCELLED.name())
                    && row.getLong(2) == Micros.of(attempt.at())
                ? JobState.CANCELLED
                : JobState.SCHEDULED)
        .orElse(null);
  }
}
