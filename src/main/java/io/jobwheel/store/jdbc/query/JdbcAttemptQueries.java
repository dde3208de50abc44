package io.jobwheel.store.jdbc.query;

import io.jobwheel.job.AttemptOutcome;
import io.jobwheel.job.AttemptRecord;
import io.jobwheel.job.AttemptRecord.AttemptNode;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobState;
import io.jobwheel.store.jdbc.row.JobRow;
import io.jobwheel.store.query.AttemptQueries;
import io.jobwheel.store.query.ReadMeter;
import io.jobwheel.store.sql.Micros;
import io.jobwheel.store.sql.StoreReader;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads recorded attempts, and derives the last one from the row of the job. */
public final class JdbcAttemptQueries implements AttemptQueries {

  // approximate heap size of an attempt without its message
  private static final int ATTEMPT_BYTES = 512;

  /** One statement, so that no attempt ends in between. The row of the job is the last one. */
  private static final String ATTEMPTS =
      """
      SELECT 0 AS is_job, attempt, node, node_name, started_at, ended_at, outcome, error_code,
        error_message, counted, coalesce(octet_length(error_message), 0)
      FROM job_attempt
      WHERE job_id = ?
      UNION ALL
      SELECT 1, job.attempt, job.owner, node.name, job.started_at, job.finished_at, job.state,
        job.error_code, job.error_message, 0, coalesce(octet_length(job.error_message), 0)
      FROM job
      LEFT JOIN node ON node.id = job.owner
      WHERE job.id = ?
      ORDER BY 1, 2
      """;

  private final StoreReader reader;

  public JdbcAttemptQueries(StoreReader reader) {
    this.reader = reader;
  }

  /** {@inheritDoc} */
  @Override
  public Optional<List<AttemptRecord>> ofJob(UUID jobId, ReadMeter meter) {
    boolean[] exists = new boolean[1];
    List<AttemptRecord> attempts = new ArrayList<>();
    reader
        .list(
            ATTEMPTS,
            select -> select.id(jobId).id(jobId),
            row -> {
              meter.reading(ATTEMPT_BYTES + row.getLong(11));
              boolean isJob = row.getInt(1) == 1;
              exists[0] |= isJob;
              return isJob ? last(row) : Optional.of(recorded(row));
            })
        .forEach(attempt -> attempt.ifPresent(attempts::add));
    return exists[0] ? Optional.of(withoutRepetition(attempts)) : Optional.empty();
  }

  /** Removes the last attempt if it is recorded, since its job was cancelled instead of retried. */
  private static List<AttemptRecord> withoutRepetition(List<AttemptRecord> attempts) {
    int size = attempts.size();
    boolean repeated =
        size > 1 && attempts.get(size - 1).number() == attempts.get(size - 2).number();
    return List.copyOf(repeated ? attempts.subList(0, size - 1) : attempts);
  }

  private AttemptRecord recorded(ResultSet row) throws SQLException {
    return new AttemptRecord(
        row.getInt(2),
        AttemptOutcome.valueOf(row.getString(7)),
        node(row),
        Micros.toInstant(row.getLong(5)),
        JobRow.instant(row, 6),
        error(row),
        row.getInt(10) == 1);
  }

  /**
   * Returns the attempt that runs or ended the job; empty if the job waits, or ended while it
   * waited.
   */
  private Optional<AttemptRecord> last(ResultSet row) throws SQLException {
    Instant startedAt = JobRow.instant(row, 5);
    JobState state = JobState.valueOf(row.getString(7));
    JobError error = error(row);
    AttemptOutcome outcome = AttemptOutcome.ofLast(state, error).orElse(null);
    if (startedAt == null || outcome == null) {
      return Optional.empty();
    }
    return Optional.of(
        new AttemptRecord(
            row.getInt(2),
            outcome,
            node(row),
            startedAt,
            JobRow.instant(row, 6),
            state.isFinal() ? error : null, // that of a running job is of an earlier attempt
            outcome.isCounted()));
  }

  private @Nullable AttemptNode node(ResultSet row) throws SQLException {
    UUID id = reader.dialect().id(row, 3);
    return id == null || id.equals(JobRow.UNKNOWN_NODE)
        ? null
        : new AttemptNode(id, row.getString(4));
  }

  private static @Nullable JobError error(ResultSet row) throws SQLException {
    String code = row.getString(8);
    return code == null ? null : new JobError(code, row.getString(9));
  }
}
