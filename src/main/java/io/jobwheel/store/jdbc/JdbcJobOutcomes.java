package io.jobwheel.store.jdbc;

import static io.jobwheel.store.sql.BatchSql.Column.ID;
import static io.jobwheel.store.sql.BatchSql.Column.NUMBER;
import static io.jobwheel.store.sql.BatchSql.Column.TEXT;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Outcome;
import io.jobwheel.store.JobCancellations.Cancellation;
import io.jobwheel.store.JobOutcomes;
import io.jobwheel.store.commit.BatchWrite;
import io.jobwheel.store.commit.StoreMetrics;
import io.jobwheel.store.commit.WriteKind;
import io.jobwheel.store.commit.WriterPool;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.limit.Permits;
import io.jobwheel.store.jdbc.row.JobRow;
import io.jobwheel.store.sql.BatchSql;
import io.jobwheel.store.sql.RowBatch;
import io.jobwheel.store.sql.SqlFragments;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Writes outcomes under their fences, and ends the groups that end with them. */
public final class JdbcJobOutcomes implements JobOutcomes {

  static final BatchSql END =
      BatchSql.update(
          "job",
          """
          SET state = 'SUCCEEDED', result = :result, error_code = NULL, error_message = NULL,
            finished_at = :finished, owner = NULL
          WHERE id = :job AND owner = :node AND fence = :token AND %s
          """
              .formatted(SqlFragments.IS_RUNNING),
          List.of("result", "finished", "job", "node", "token"),
          TEXT,
          NUMBER,
          ID,
          ID,
          NUMBER);

  /** Separate from {@link #END}, since a cancellation request may have a message. */
  static final BatchSql CANCEL =
      BatchSql.update(
          "job",
          """
          SET state = 'CANCELLED', result = NULL, error_message = %s, error_code = :code,
            finished_at = :finished, owner = NULL
          WHERE id = :job AND owner = :node AND fence = :token AND %s
          """
              .formatted(
                  SqlFragments.CANCELLED_MESSAGE.replace("?", ":message"), SqlFragments.IS_RUNNING),
          List.of("message", "code", "finished", "job", "node", "token"),
          TEXT,
          TEXT,
          NUMBER,
          ID,
          ID,
          NUMBER);

  /** Separate from {@link #END}, so that successful attempts do not update the counts. */
  static final BatchSql FAIL =
      BatchSql.update(
          "job",
          """
          SET state = 'FAILED', result = NULL, error_code = :code, error_message = :message,
            failures = failures + :failed, crashes = crashes + :crashed,
            finished_at = :finished, owner = NULL
          WHERE id = :job AND owner = :node AND fence = :token AND %s
          """
              .formatted(SqlFragments.IS_RUNNING),
          List.of("code", "message", "failed", "crashed", "finished", "job", "node", "token"),
          TEXT,
          TEXT,
          NUMBER,
          NUMBER,
          NUMBER,
          ID,
          ID,
          NUMBER);

  private static final String RELEASE =
      SqlFragments.REQUEUE_OR_CANCEL
          + """
          WHERE id = ? AND owner = ? AND fence = ? AND %s
          RETURNING
          """
              .formatted(SqlFragments.IS_RUNNING)
          + JobRow.BRIEF_COLUMNS;

  private final WriterPool writers;
  private final StoreMetrics metrics;
  private final BatchWrite<EndedAttempt, Recorded> record;

  public JdbcJobOutcomes(WriterPool writers, StoreMetrics metrics, JobEndings endings) {
    this.writers = writers;
    this.metrics = metrics;
    this.record =
        BatchWrite.of(
            WriteKind.OUTCOME,
            JdbcJobOutcomes::bytes,
            (session, attempts) -> record(session, endings, attempts));
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<Recorded> record(EndedAttempt ended) {
    return writers.write(ended.jobId(), record, ended).whenComplete(this::count);
  }

  private void count(@Nullable Recorded recorded, @Nullable Throwable failure) {
    if (recorded != null && !recorded.accepted()) {
      metrics.fenceRejected();
    }
  }

  private static long bytes(EndedAttempt ended) {
    return ended.outcome() instanceof Outcome.Succeeded(String result) && result != null
        ? result.length()
        : 0;
  }

  private static List<Recorded> record(
      WriterSession session, JobEndings endings, List<EndedAttempt> attempts) throws SQLException {
    GroupCompletion.lock(
        session, attempts.stream().map(EndedAttempt::groupId).filter(Objects::nonNull).toList());
    @Nullable JobState[] written = new @Nullable JobState[attempts.size()];
    end(session, attempts, written);
    AttemptHistory history = new AttemptHistory(session);
    RetryWriter.write(session, attempts, written, history);
    JobEndings.Endings endedJobs = endings.begin();
    Map<UUID, List<Cancellation>> cancelledSiblings = new HashMap<>();
    for (int i = 0; i < written.length; i++) {
      EndedAttempt attempt = attempts.get(i);
      boolean before = false;
      if (attempt.outcome() instanceof Outcome.Released) {
        written[i] = release(session, endings.permits(), attempt);
        if (written[i] != null) {
          history.add(attempt);
        }
      } else if (written[i] == null && attempt.resubmitted()) {
        written[i] = alreadyWritten(session, attempt);
        before = true;
      }
      JobState state = written[i];
      if (state != null && !before && !(attempt.outcome() instanceof Outcome.Released)) {
        endings.permits().giveBack(session, attempt.job(), JobState.RUNNING);
      }
      if (state != null && state.isFinal()) {
        if (before) {
          endedJobs.jobHadEnded(attempt.job(), attempt.at());
        } else {
          endedJobs.jobEnded(attempt.job(), state, attempt.at());
        }
      }
      UUID groupId = attempt.groupId();
      if (state == JobState.FAILED && groupId != null && !cancelledSiblings.containsKey(groupId)) {
        cancelledSiblings.put(
            groupId, JdbcJobCancellations.cancelSiblings(session, endings, groupId, attempt.at()));
      }
    }
    history.write();
    return answer(attempts, written, endedJobs.finish(session), cancelledSiblings);
  }

  private static void end(
      WriterSession session, List<EndedAttempt> attempts, @Nullable JobState[] written)
      throws SQLException {
    RowBatch end = session.batch(END);
    RowBatch cancel = session.batch(CANCEL);
    RowBatch fail = session.batch(FAIL);
    List<Integer> ended = new ArrayList<>(attempts.size());
    List<Integer> cancelled = new ArrayList<>();
    List<Integer> failed = new ArrayList<>();
    for (int i = 0; i < attempts.size(); i++) {
      EndedAttempt attempt = attempts.get(i);
      switch (attempt.outcome()) {
        case Outcome.Succeeded(String result) -> {
          addEnd(end, attempt, result);
          ended.add(i);
        }
        case Outcome.Cancelled(JobError error, _) -> {
          addCancellation(cancel, attempt, error);
          cancelled.add(i);
        }
        case Outcome.Failed(JobError error, _, _) -> {
          addFailure(fail, attempt, error, 1, 0);
          failed.add(i);
        }
        case Outcome.Crashed(JobError error) -> {
          addFailure(fail, attempt, error, 0, 1);
          failed.add(i);
        }
        case Outcome.Retried _, Outcome.Released _ -> {
          // do not end the job
        }
      }
    }
    mark(attempts, ended, end.run(), written);
    mark(attempts, cancelled, cancel.run(), written);
    mark(attempts, failed, fail.run(), written);
  }

  private static void addCancellation(RowBatch batch, EndedAttempt attempt, JobError error)
      throws SQLException {
    batch
        .text(error.message())
        .text(error.code())
        .instant(attempt.at())
        .id(attempt.jobId())
        .id(attempt.owner())
        .number(attempt.fence())
        .addRow();
  }

  private static void addEnd(RowBatch batch, EndedAttempt attempt, @Nullable String result)
      throws SQLException {
    batch
        .text(result)
        .instant(attempt.at())
        .id(attempt.jobId())
        .id(attempt.owner())
        .number(attempt.fence())
        .addRow();
  }

  private static void addFailure(
      RowBatch batch, EndedAttempt attempt, JobError error, long failures, long crashes)
      throws SQLException {
    batch
        .text(error.code())
        .text(error.message())
        .number(failures)
        .number(crashes)
        .instant(attempt.at())
        .id(attempt.jobId())
        .id(attempt.owner())
        .number(attempt.fence())
        .addRow();
  }

  private static void mark(
      List<EndedAttempt> attempts, List<Integer> places, int[] counts, @Nullable JobState[] into) {
    for (int row = 0; row < counts.length; row++) {
      if (counts[row] == 1) {
        int place = places.get(row);
        into[place] = attempts.get(place).outcome().state();
      }
    }
  }

  /**
   * Returns the state that an earlier write of this outcome gave the job; {@code null} if there was
   * none.
   */
  private static @Nullable JobState alreadyWritten(WriterSession session, EndedAttempt attempt)
      throws SQLException {
    if (attempt.outcome() instanceof Outcome.Retried retried) {
      return RetryWriter.alreadyWritten(session, attempt, retried);
    }
    return session
        .statement("SELECT 1 FROM job WHERE id = ? AND state = ? AND fence = ? AND finished_at = ?")
        .id(attempt.jobId())
        .text(attempt.outcome().state().name())
        .number(attempt.fence())
        .instant(attempt.at())
        .first(row -> attempt.outcome().state())
        .orElse(null);
  }

  private static @Nullable JobState release(
      WriterSession session, Permits permits, EndedAttempt attempt) throws SQLException {
    List<Job> released =
        session
            .statement(RELEASE)
            .instant(attempt.at())
            .text(
                "Cancelled: the node released the attempt before the handler acknowledged the request.")
            .id(attempt.jobId())
            .id(attempt.owner())
            .number(attempt.fence())
            .list(JobRow.reader(session.dialect()));
    if (released.isEmpty()) {
      return null;
    }
    permits.requeue(session, released);
    return released.getFirst().state();
  }

  /**
   * Assigns an ended group and its cancelled siblings to the last ended attempt of that group in
   * the batch.
   */
  private static List<Recorded> answer(
      List<EndedAttempt> attempts,
      @Nullable JobState[] written,
      Map<UUID, JobGroup> endedGroups,
      Map<UUID, List<Cancellation>> cancelledSiblings) {
    Recorded[] answers = new Recorded[written.length];
    for (int i = written.length - 1; i >= 0; i--) {
      JobState state = written[i];
      UUID groupId = attempts.get(i).groupId();
      boolean last = state != null && state.isFinal() && groupId != null;
      List<Cancellation> cancellations = last ? cancelledSiblings.remove(groupId) : null;
      answers[i] =
          new Recorded(
              state,
              last ? endedGroups.remove(groupId) : null,
              cancellations == null ? List.of() : cancellations);
    }
    return List.of(answers);
  }
}
