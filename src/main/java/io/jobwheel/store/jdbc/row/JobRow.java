package io.jobwheel.store.jdbc.row;

import static java.util.Objects.requireNonNull;

import io.jobwheel.job.AttemptPolicy;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Fairness;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobAttempts;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobExtras;
import io.jobwheel.job.JobOrigin;
import io.jobwheel.job.JobSpec;
import io.jobwheel.job.JobState;
import io.jobwheel.job.JobStatus;
import io.jobwheel.job.JobTimes;
import io.jobwheel.job.TraceParent;
import io.jobwheel.store.sql.BoundStatement;
import io.jobwheel.store.sql.Dialect;
import io.jobwheel.store.sql.Micros;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads a job from a row of {@link #COLUMNS}, or of other columns in the same order. */
public final class JobRow {

  /** All columns, including payload and result; for one row, or where bytes are limited. */
  public static final String COLUMNS = columns("payload", "result");

  /** The columns of {@link Job#brief()}, which does not read long texts. */
  public static final String BRIEF_COLUMNS = columns("'" + Job.NO_PAYLOAD + "'", "NULL");

  /** The number of columns. Columns that follow have the next indexes. */
  public static final int COLUMN_COUNT = 34;

  /** Stands for an unknown node in the history of attempts, where the column must not be null. */
  public static final UUID UNKNOWN_NODE = new UUID(0, 0);

  /** The order of ids in the database, which is not that of {@code UUID.compareTo}. */
  public static final Comparator<UUID> ID_ORDER =
      Comparator.comparing(UUID::getMostSignificantBits, Long::compareUnsigned)
          .thenComparing(UUID::getLeastSignificantBits, Long::compareUnsigned);

  private JobRow() {}

  /** Returns the columns, with expressions in place of payload and result. */
  public static String columns(String payload, String result) {
    return """
    id, group_id, type, mode, state, priority, attempt, fence, %s, %s, error_code, \
    error_message, created_at, run_at, started_at, finished_at, cancel_requested_at, crashes, \
    failures, max_attempts, backoff, timeout, traceparent, submitter, \
    prior_attempts, webhook, delivery_of, schedule, scheduled_for, uniqueness, \
    limits, fairness, deadline_at, blocked_by
    """
        .formatted(payload, result);
  }

  /** Returns a reader for rows of this database. */
  public static BoundStatement.RowReader<Job> reader(Dialect dialect) {
    return row -> read(row, dialect);
  }

  public static Job read(ResultSet row, Dialect dialect) throws SQLException {
    return new Job(
        requireNonNull(dialect.id(row, 1)),
        dialect.id(row, 2),
        row.getString(24),
        spec(row, dialect),
        status(row),
        new JobAttempts(
            row.getInt(7), row.getLong(8), row.getInt(18), row.getInt(19), row.getInt(25)),
        times(row),
        row.getString(10),
        error(row));
  }

  private static JobSpec spec(ResultSet row, Dialect dialect) throws SQLException {
    return new JobSpec(
        row.getString(3),
        mode(row.getString(4)),
        row.getString(9),
        row.getInt(6),
        Micros.toInstant(row.getLong(14)),
        policy(row),
        TraceParent.parse(row.getString(23)).orElse(null),
        new JobExtras(
            WebhookColumn.read(row.getString(26)),
            origin(row, dialect),
            UniquenessColumn.read(row.getString(30)),
            LimitsColumn.read(row.getString(31)),
            fairness(row.getString(32)),
            instant(row, 33)));
  }

  private static JobStatus status(ResultSet row) throws SQLException {
    String blockedBy = row.getString(34);
    return new JobStatus(
        JobState.valueOf(row.getString(5)),
        blockedBy == null ? null : LimitsColumn.readCountId(blockedBy));
  }

  /** Returns the fairness of its column: the weight, a space, and the key; null for none. */
  public static @Nullable Fairness fairness(@Nullable String text) {
    if (text == null) {
      return null;
    }
    int space = text.indexOf(' ');
    return new Fairness(text.substring(space + 1), Integer.parseInt(text.substring(0, space)));
  }

  /** Returns the column of a fairness, which {@link #read} reads; null for none. */
  public static @Nullable String write(@Nullable Fairness fairness) {
    return fairness == null ? null : fairness.weight() + " " + fairness.key();
  }

  private static @Nullable JobOrigin origin(ResultSet row, Dialect dialect) throws SQLException {
    UUID subject = dialect.id(row, 27);
    if (subject != null) {
      return new JobOrigin.Delivery(subject);
    }
    String schedule = row.getString(28);
    return schedule == null
        ? null
        : new JobOrigin.Fire(schedule, Micros.toInstant(row.getLong(29)));
  }

  private static JobTimes times(ResultSet row) throws SQLException {
    return new JobTimes(
        Micros.toInstant(row.getLong(13)), instant(row, 15), instant(row, 16), instant(row, 17));
  }

  private static @Nullable JobError error(ResultSet row) throws SQLException {
    String code = row.getString(11);
    return code == null ? null : new JobError(code, row.getString(12));
  }

  private static AttemptPolicy policy(ResultSet row) throws SQLException {
    int maxAttempts = row.getInt(20);
    Duration backoff = Micros.toDuration(row.getLong(21));
    long timeout = row.getLong(22);
    return new AttemptPolicy(
        maxAttempts, backoff, row.wasNull() ? null : Micros.toDuration(timeout));
  }

  public static ExecutionMode mode(String wireName) {
    return ExecutionMode.named(wireName)
        .orElseThrow(
            () -> new IllegalStateException("Unknown execution mode in the store: " + wireName));
  }

  public static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
    long micros = row.getLong(column);
    return row.wasNull() ? null : Micros.toInstant(micros);
  }
}
