package io.jobwheel.store.jdbc;

import static io.jobwheel.store.sql.BatchSql.Column.ID;
import static io.jobwheel.store.sql.BatchSql.Column.NUMBER;
import static io.jobwheel.store.sql.BatchSql.Column.TEXT;
import static java.util.Objects.requireNonNull;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.store.JobSubmissions;
import io.jobwheel.store.Submission;
import io.jobwheel.store.SubmissionResult;
import io.jobwheel.store.commit.BatchWrite;
import io.jobwheel.store.commit.WriteKind;
import io.jobwheel.store.commit.WriterPool;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.fairness.RankedQueues;
import io.jobwheel.store.jdbc.fairness.RankedJob;
import io.jobwheel.store.jdbc.limit.Permits;
import io.jobwheel.store.jdbc.row.WebhookColumn;
import io.jobwheel.store.sql.BatchSql;
import io.jobwheel.store.sql.RowBatch;
import io.jobwheel.store.sql.RowCounts;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Inserts groups and jobs, many submissions in one batch. */
public final class JdbcJobSubmissions implements JobSubmissions {

  private static final BatchSql INSERT_GROUPS =
      BatchSql.insert(
          "job_group",
          "id, mode, return_when, created_at, started_at, webhook",
          ID,
          TEXT,
          TEXT,
          NUMBER,
          NUMBER,
          TEXT);

  private final WriterPool writers;
  private final BatchWrite<Submission, SubmissionResult> submit =
      BatchWrite.of(WriteKind.SUBMIT, JdbcJobSubmissions::bytes, JdbcJobSubmissions::insertAll);
  private final BatchWrite<Submission, SubmissionResult> submitKeyed;
  private final BatchWrite<Submission, SubmissionResult> submitLimited;
  private final BatchWrite<Submission, SubmissionResult> submitReplacing;

  public JdbcJobSubmissions(WriterPool writers, Permits permits) {
    this.writers = writers;
    this.submitLimited =
        BatchWrite.of(
            WriteKind.SUBMIT_LIMITED,
            JdbcJobSubmissions::bytes,
            (session, submissions) -> KeyedSubmissions.insertNew(session, permits, submissions));
    this.submitReplacing =
        BatchWrite.of(
            WriteKind.SUBMIT_REPLACING, JdbcJobSubmissions::bytes, submitLimited::execute);
    // together, since keys are locked before permits
    this.submitKeyed = BatchWrite.joining(WriteKind.SUBMIT_KEYED, submitLimited);
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<SubmissionResult> submit(Submission submission) {
    check(submission);
    // requests with the same key go to the same writer and so do not wait for each other
    UUID key = keyOf(submission, writers.ranked());
    UUID first = submission.jobs().getFirst().id();
    if (submission.replaces()) {
      return writers.write(requireNonNull(key), submitReplacing, submission);
    }
    if (submission.hasLimitedJobs()) {
      return writers.write(key == null ? first : key, submitLimited, submission);
    }
    return key == null
        ? writers.write(first, submit, submission)
        : writers.write(key, submitKeyed, submission);
  }

  /**
   * Returns the idempotency key, else the first unique key, else the first fairness key that is
   * charged; null without keys.
   */
  private static @Nullable UUID keyOf(Submission submission, RankedQueues ranked) {
    if (submission.key() != null) {
      return submission.key().id();
    }
    for (Job job : submission.jobs()) {
      if (job.unique() != null) {
        return job.unique().keyId();
      }
    }
    for (Job job : submission.jobs()) {
      if (RankedJob.isRanked(job, ranked)) {
        return RankedJob.of(job).keyId();
      }
    }
    return null;
  }

  private static void check(Submission submission) {
    JobGroup group = submission.group();
    if (submission.jobs().isEmpty()) {
      throw new IllegalArgumentException("A submission has at least one job.");
    }
    for (Job job : submission.jobs()) {
      if (job.state().isFinal()) {
        throw new IllegalArgumentException(
            "Cannot submit job %s: it is already %s.".formatted(job.id(), job.state()));
      }
      if (!Objects.equals(job.groupId(), group == null ? null : group.id())) {
        throw new IllegalArgumentException(
            "Cannot submit job %s: it belongs to group %s.".formatted(job.id(), job.groupId()));
      }
      if (group != null && job.unique() != null) {
        throw new IllegalArgumentException(
            "Cannot submit job %s: a job of a group cannot be unique.".formatted(job.id()));
      }
    }
  }

  private static long bytes(Submission submission) {
    return submission.jobs().stream().mapToLong(job -> job.payload().length()).sum();
  }

  private static List<SubmissionResult> insertAll(
      WriterSession session, List<Submission> submissions) throws SQLException {
    insert(session, submissions, Map.of());
    return Collections.nCopies(submissions.size(), SubmissionResult.STORED);
  }

  /**
   * Inserts groups and jobs within a transaction.
   *
   * @param ranks the ranks of the jobs that have one
   */
  static void insert(WriterSession session, List<Submission> submissions, Map<UUID, Long> ranks)
      throws SQLException {
    insertGroups(session, submissions);
    JobInserts inserts = new JobInserts(session);
    for (Submission submission : submissions) {
      inserts.addAll(submission.jobs(), submission.owner(), ranks);
    }
    inserts.run();
  }

  private static void insertGroups(WriterSession session, List<Submission> submissions)
      throws SQLException {
    RowBatch insert = session.batch(INSERT_GROUPS);
    for (Submission submission : submissions) {
      JobGroup group = submission.group();
      if (group != null) {
        insert
            .id(group.id())
            .text(group.mode().wireName())
            .text(group.returnWhen().name())
            .instant(group.createdAt())
            .instant(group.startedAt() == null ? firstStart(submission) : group.startedAt())
            .text(WebhookColumn.write(group.webhook()))
            .addRow();
      }
    }
    RowCounts.requireOneEach(insert.run(), "job_group");
  }

  private static @Nullable Instant firstStart(Submission submission) {
    return submission.jobs().stream()
        .map(Job::startedAt)
        .filter(Objects::nonNull)
        .min(Comparator.naturalOrder())
        .orElse(null);
  }
}
