package io.jobwheel.store.jdbc;

import static io.jobwheel.store.sql.BatchSql.Column.ID;
import static io.jobwheel.store.sql.BatchSql.Column.NUMBER;
import static io.jobwheel.store.sql.BatchSql.Column.TEXT;

import io.jobwheel.job.Blocker;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobExtras;
import io.jobwheel.job.JobOrigin;
import io.jobwheel.job.JobState;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.row.JobRow;
import io.jobwheel.store.jdbc.row.LimitsColumn;
import io.jobwheel.store.jdbc.row.UniquenessColumn;
import io.jobwheel.store.jdbc.row.WebhookColumn;
import io.jobwheel.store.sql.BatchSql;
import io.jobwheel.store.sql.Micros;
import io.jobwheel.store.sql.RowBatch;
import io.jobwheel.store.sql.RowCounts;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Inserts new jobs within a transaction. */
final class JobInserts {

  private static final String COLUMNS =
      "id, group_id, type, mode, state, priority, attempt, fence, owner, payload, created_at,"
          + " run_at, started_at, max_attempts, backoff, timeout, traceparent, submitter";

  private static final BatchSql.Column[] TYPES = {
    ID, ID, TEXT, TEXT, TEXT, NUMBER, NUMBER, NUMBER, ID, TEXT, NUMBER, NUMBER, NUMBER, NUMBER,
    NUMBER, NUMBER, TEXT, TEXT
  };

  private static final BatchSql INSERT = BatchSql.insert("job", COLUMNS, TYPES);

  /** Separate from {@link #INSERT}, so that most jobs do not pay for rare columns. */
  private static final BatchSql INSERT_WITH_ALL =
      BatchSql.insert(
          "job",
          COLUMNS
              + ", webhook, delivery_of, schedule, scheduled_for, uniqueness, limits, fairness,"
              + " deadline_at, blocked_by, rank",
          Stream.concat(
                  Stream.of(TYPES),
                  Stream.of(TEXT, ID, TEXT, NUMBER, TEXT, TEXT, TEXT, NUMBER, TEXT, NUMBER))
              .toArray(BatchSql.Column[]::new));

  private final RowBatch insert;
  private final RowBatch insertWithAll;

  JobInserts(WriterSession session) throws SQLException {
    insert = session.batch(INSERT);
    insertWithAll = session.batch(INSERT_WITH_ALL);
  }

  /**
   * Adds jobs.
   *
   * @param owner the node that owns those that run; null if none does
   */
  JobInserts addAll(List<Job> jobs, @Nullable UUID owner) throws SQLException {
    return addAll(jobs, owner, Map.of());
  }

  /**
   * Adds jobs.
   *
   * @param owner the node that owns those that run; null if none does
   * @param ranks the ranks of those that have one; that of the others is 0
   */
  JobInserts addAll(List<Job> jobs, @Nullable UUID owner, Map<UUID, Long> ranks)
      throws SQLException {
    for (Job job : jobs) {
      long rank = ranks.getOrDefault(job.id(), 0L);
      UUID itsOwner = job.state() == JobState.RUNNING ? owner : null;
      if (rank == 0 && job.spec().extras().equals(JobExtras.NONE) && job.blockedBy() == null) {
        add(insert, job, itsOwner).addRow();
      } else {
        JobOrigin.Fire fire = job.spec().fire();
        add(insertWithAll, job, itsOwner)
            .text(WebhookColumn.write(job.webhook()))
            .id(job.spec().deliveryOf())
            .text(fire == null ? null : fire.schedule())
            .instant(fire == null ? null : fire.dueAt())
            .text(UniquenessColumn.write(job.unique()))
            .text(LimitsColumn.write(job.spec().limits()))
            .text(JobRow.write(job.spec().fairness()))
            .instant(job.spec().deadline())
            .text(blockedBy(job))
            .number(rank)
            .addRow();
      }
    }
    return this;
  }

  /** Inserts the jobs that were added. */
  void run() throws SQLException {
    RowCounts.requireOneEach(insert.run(), "job");
    RowCounts.requireOneEach(insertWithAll.run(), "job");
  }

  private static @Nullable String blockedBy(Job job) {
    Blocker blocker = job.blockedBy();
    return blocker == null ? null : LimitsColumn.countId(blocker.limit(), blocker.key());
  }

  private static RowBatch add(RowBatch batch, Job job, @Nullable UUID owner) throws SQLException {
    return batch
        .id(job.id())
        .id(job.groupId())
        .text(job.type())
        .text(job.mode().wireName())
        .text(job.state().name())
        .number((long) job.priority())
        .number((long) job.attempt())
        .number(job.fence())
        .id(owner)
        .text(job.payload())
        .instant(job.createdAt())
        .instant(job.runAt())
        .instant(job.startedAt())
        .number((long) job.policy().maxAttempts())
        .number(Micros.of(job.policy().backoff()))
        .number(micros(job.policy().timeout()))
        .text(job.traceparent() == null ? null : job.traceparent().header())
        .text(job.submitter());
  }

  /** Returns the timeout in microseconds, at least 1. */
  private static @Nullable Long micros(@Nullable Duration timeout) {
    return timeout == null ? null : Long.valueOf(Math.max(1, Micros.of(timeout)));
  }
}
