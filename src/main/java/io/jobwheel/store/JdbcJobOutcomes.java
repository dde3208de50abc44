package io.jobwheel.store;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Outcome;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Writes outcomes, each behind its fence, and ends the groups that end with them. */
final class JdbcJobOutcomes implements JobOutcomes {

  private static final String END =
      """
      UPDATE job
      SET state = ?, result = ?, error_code = ?, error_message = ?, finished_at = ?, owner = NULL
      WHERE id = ? AND state = 'RUNNING' AND owner = ? AND fence = ?
      """;

  private static final String GIVE_BACK =
      Sql.BRING_BACK
          + """
          WHERE id = ? AND state = 'RUNNING' AND owner = ? AND fence = ?
          RETURNING
          """
          + JobRow.COLUMNS;

  private final GroupCommit commits;
  private final StoreMetrics metrics;
  private final BatchWrite<EndedAttempt, Recorded> record =
      BatchWrite.of(WriteKind.OUTCOME, JdbcJobOutcomes::record);

  JdbcJobOutcomes(GroupCommit commits, StoreMetrics metrics) {
    this.commits = commits;
    this.metrics = metrics;
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<Recorded> record(EndedAttempt ended) {
    return commits.write(record, ended).whenComplete(this::count);
  }

  private void count(@Nullable Recorded recorded, @Nullable Throwable failure) {
    if (recorded != null && !recorded.accepted()) {
      metrics.fenceRejected();
    }
  }

  /** What became of an attempt before its group was looked at. */
  private enum Written {
    REFUSED,
    GIVEN_BACK,
    ENDED
  }

  private static List<Recorded> record(WriterSession session, List<EndedAttempt> attempts)
      throws SQLException {
    Written[] written = end(session, attempts);
    GroupEndings endings = new GroupEndings();
    for (int i = 0; i < written.length; i++) {
      EndedAttempt attempt = attempts.get(i);
      if (attempt.outcome() instanceof Outcome.GivenBack) {
        written[i] = giveBack(session, attempt);
      }
      if (written[i] == Written.ENDED) {
        endings.jobEnded(attempt.groupId(), attempt.at());
      }
    }
    return answer(attempts, written, endings.end(session));
  }

  private static Written[] end(WriterSession session, List<EndedAttempt> attempts)
      throws SQLException {
    BoundStatement update = session.statement(END);
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
    Written[] written = new Written[attempts.size()];
    Arrays.fill(written, Written.REFUSED);
    int[] counts = update.runBatch();
    for (int row = 0; row < counts.length; row++) {
      if (counts[row] == 1) {
        written[rows.get(row)] = Written.ENDED;
      }
    }
    return written;
  }

  private static @Nullable JobError error(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Failed(JobError error) -> error;
      case Outcome.Cancelled(JobError error) -> error;
      case Outcome.Succeeded _, Outcome.GivenBack _ -> null;
    };
  }

  private static Written giveBack(WriterSession session, EndedAttempt attempt) throws SQLException {
    Optional<Job> job =
        session
            .statement(GIVE_BACK)
            .instant(attempt.at())
            .text("Cancelled: its node gave the attempt back before it acknowledged.")
            .id(attempt.jobId())
            .id(attempt.owner())
            .number(attempt.fence())
            .first(JobRow.reader(session.dialect()));
    if (job.isEmpty()) {
      return Written.REFUSED;
    }
    return job.get().state() == JobState.QUEUED ? Written.GIVEN_BACK : Written.ENDED;
  }

  /** A group is handed to the last attempt of the batch that ended a job of it. */
  private static List<Recorded> answer(
      List<EndedAttempt> attempts, Written[] written, Map<?, JobGroup> endedGroups) {
    Recorded[] answers = new Recorded[written.length];
    for (int i = written.length - 1; i >= 0; i--) {
      JobGroup group =
          written[i] == Written.ENDED && attempts.get(i).groupId() != null
              ? endedGroups.remove(attempts.get(i).groupId())
              : null;
      answers[i] = new Recorded(written[i] != Written.REFUSED, group);
    }
    return List.of(answers);
  }
}
