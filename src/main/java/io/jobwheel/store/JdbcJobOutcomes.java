package io.jobwheel.store;

import static io.jobwheel.store.BatchSql.Column.ID;
import static io.jobwheel.store.BatchSql.Column.NUMBER;
import static io.jobwheel.store.BatchSql.Column.TEXT;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Outcome;
import io.jobwheel.store.JobCancels.Cancellation;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Writes outcomes, each behind its fence, and ends the groups that end with them. */
final class JdbcJobOutcomes implements JobOutcomes {

  static final BatchSql END =
      BatchSql.update(
          "job",
          """
          SET state = :state, result = :result, error_code = :code, error_message = :message,
            finished_at = :finished, owner = NULL
          WHERE id = :job AND owner = :node AND fence = :token AND %s
          """
              .formatted(Sql.IS_RUNNING),
          List.of("state", "result", "code", "message", "finished", "job", "node", "token"),
          TEXT,
          TEXT,
          TEXT,
          TEXT,
          NUMBER,
          ID,
          ID,
          NUMBER);

  private static final String GIVE_BACK =
      Sql.BRING_BACK
          + """
          WHERE id = ? AND owner = ? AND fence = ? AND %s
          RETURNING
          """
              .formatted(Sql.IS_RUNNING)
          + JobRow.COLUMNS;

  private final Writers writers;
  private final StoreMetrics metrics;
  private final BatchWrite<EndedAttempt, Recorded> record =
      BatchWrite.of(WriteKind.OUTCOME, JdbcJobOutcomes::record);

  JdbcJobOutcomes(Writers writers, StoreMetrics metrics) {
    this.writers = writers;
    this.metrics = metrics;
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

  private static List<Recorded> record(WriterSession session, List<EndedAttempt> attempts)
      throws SQLException {
    GroupEndings.lock(
        session, attempts.stream().map(EndedAttempt::groupId).filter(Objects::nonNull).toList());
    @Nullable JobState[] written = end(session, attempts);
    GroupEndings endings = new GroupEndings();
    Map<UUID, List<Cancellation>> calledOff = new HashMap<>();
    for (int i = 0; i < written.length; i++) {
      EndedAttempt attempt = attempts.get(i);
      if (attempt.outcome() instanceof Outcome.GivenBack) {
        written[i] = giveBack(session, attempt);
      } else if (written[i] == null && attempt.again() && isWritten(session, attempt)) {
        written[i] = attempt.outcome().state();
      }
      JobState state = written[i];
      if (state != null && state.isFinal()) {
        endings.jobEnded(attempt.groupId(), attempt.at());
      }
      UUID groupId = attempt.groupId();
      if (state == JobState.FAILED && groupId != null && !calledOff.containsKey(groupId)) {
        calledOff.put(groupId, JdbcJobCancels.callOff(session, groupId, attempt.at()));
      }
    }
    return answer(attempts, written, endings.end(session), calledOff);
  }

  private static @Nullable JobState[] end(WriterSession session, List<EndedAttempt> attempts)
      throws SQLException {
    RowBatch update = session.batch(END);
    List<Integer> rows = new ArrayList<>(attempts.size());
    for (int i = 0; i < attempts.size(); i++) {
      EndedAttempt attempt = attempts.get(i);
      Outcome outcome = attempt.outcome();
      if (outcome instanceof Outcome.GivenBack) {
        continue;
      }
      JobError error = error(outcome);
      update
          .text(outcome.state().name())
          .text(outcome instanceof Outcome.Succeeded succeeded ? succeeded.result() : null)
          .text(error == null ? null : error.code())
          .text(error == null ? null : error.message())
          .instant(attempt.at())
          .id(attempt.jobId())
          .id(attempt.owner())
          .number(attempt.fence())
          .addRow();
      rows.add(i);
    }
    @Nullable JobState[] written = new @Nullable JobState[attempts.size()];
    int[] counts = update.run();
    for (int row = 0; row < counts.length; row++) {
      if (counts[row] == 1) {
        int index = rows.get(row);
        written[index] = attempts.get(index).outcome().state();
      }
    }
    return written;
  }

  /** Whether an earlier write of the same outcome was committed, though its answer was lost. */
  private static boolean isWritten(WriterSession session, EndedAttempt attempt)
      throws SQLException {
    return session
        .statement("SELECT 1 FROM job WHERE id = ? AND state = ? AND fence = ? AND finished_at = ?")
        .id(attempt.jobId())
        .text(attempt.outcome().state().name())
        .number(attempt.fence())
        .instant(attempt.at())
        .first(row -> true)
        .isPresent();
  }

  private static @Nullable JobError error(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Failed(JobError error, _) -> error;
      case Outcome.Crashed(JobError error) -> error;
      case Outcome.Retried(JobError error, _, _) -> error;
      case Outcome.Cancelled(JobError error) -> error;
      case Outcome.Succeeded _, Outcome.GivenBack _ -> null;
    };
  }

  private static @Nullable JobState giveBack(WriterSession session, EndedAttempt attempt)
      throws SQLException {
    return session
        .statement(GIVE_BACK)
        .instant(attempt.at())
        .text("Cancelled: its node gave the attempt back before it acknowledged.")
        .id(attempt.jobId())
        .id(attempt.owner())
        .number(attempt.fence())
        .first(JobRow.reader(session.dialect()))
        .map(Job::state)
        .orElse(null);
  }

  /**
   * A group, or what was called off of it, is handed to the last attempt of the batch that ended.
   */
  private static List<Recorded> answer(
      List<EndedAttempt> attempts,
      @Nullable JobState[] written,
      Map<UUID, JobGroup> endedGroups,
      Map<UUID, List<Cancellation>> calledOff) {
    Recorded[] answers = new Recorded[written.length];
    for (int i = written.length - 1; i >= 0; i--) {
      JobState state = written[i];
      UUID groupId = attempts.get(i).groupId();
      boolean last = state != null && state.isFinal() && groupId != null;
      List<Cancellation> cancellations = last ? calledOff.remove(groupId) : null;
      answers[i] =
          new Recorded(
              state,
              last ? endedGroups.remove(groupId) : null,
              cancellations == null ? List.of() : cancellations);
    }
    return List.of(answers);
  }
}
