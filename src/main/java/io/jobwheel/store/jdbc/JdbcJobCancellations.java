package io.jobwheel.store.jdbc;

import static java.util.Objects.requireNonNull;

import io.jobwheel.job.ErrorCode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.store.JobCancellations;
import io.jobwheel.store.commit.BatchWrite;
import io.jobwheel.store.commit.WriteKind;
import io.jobwheel.store.commit.WriterPool;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.fairness.FairRanks;
import io.jobwheel.store.jdbc.row.JobRow;
import io.jobwheel.store.sql.BoundStatement;
import io.jobwheel.store.sql.Dialect;
import io.jobwheel.store.sql.IdList;
import io.jobwheel.store.sql.StoreReader.Parameters;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Cancels jobs that are not running, and writes cancellation requests for those that are. */
public final class JdbcJobCancellations implements JobCancellations {

  private static final String ONE_JOB = "id = ?";
  private static final String GROUP = "group_id = ?";

  private record CancelRequest(UUID id, Instant now) {}

  /**
   * The messages of cancelled jobs.
   *
   * @param ofRunning whether a running job gets the second one with the request
   */
  private record Wording(String beforeStart, String betweenAttempts, boolean ofRunning) {}

  private static final Wording ON_REQUEST =
      new Wording(
          "Cancelled before it started.", "Cancelled while it waited for its next attempt.", false);

  private final WriterPool writers;
  private final BatchWrite<CancelRequest, Optional<Cancellation>> cancel;
  private final BatchWrite<CancelRequest, List<Cancellation>> cancelGroup;

  public JdbcJobCancellations(WriterPool writers, JobEndings endings) {
    this.writers = writers;
    this.cancel =
        BatchWrite.each(
            WriteKind.CANCEL, (session, request) -> cancelOne(session, endings, request));
    this.cancelGroup =
        BatchWrite.each(
            WriteKind.CANCEL_GROUP,
            (session, request) -> cancelGroup(session, endings, request.id(), request.now()));
  }

  /**
   * One statement, so that no job changes its state in between.
   *
   * @param errorIfRunning whether a running job gets the error as well, which its outcome keeps if
   *     it ends as cancelled
   */
  private static String cancel(String condition, boolean errorIfRunning) {
    String running = errorIfRunning ? "FALSE" : "state = 'RUNNING'";
    return """
    UPDATE job
    SET
      state = CASE WHEN state = 'RUNNING' THEN state ELSE 'CANCELLED' END,
      cancel_requested_at =
        CASE WHEN state = 'RUNNING' THEN coalesce(cancel_requested_at, ?) ELSE NULL END,
      finished_at = CASE WHEN state = 'RUNNING' THEN NULL ELSE ? END,
      blocked_by = NULL,
      error_code = CASE WHEN %s THEN error_code ELSE '%s' END,
      error_message =
        CASE WHEN %s THEN error_message WHEN attempt = 0 THEN ? ELSE ? END
    WHERE %s AND finished_at IS NULL
    RETURNING
    """
            .formatted(running, ErrorCode.CANCELLED.code(), running, condition)
        + JobRow.BRIEF_COLUMNS
        + ", rank";
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<Optional<Cancellation>> cancel(UUID jobId, Instant now) {
    return writers.write(jobId, cancel, new CancelRequest(jobId, now));
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<List<Cancellation>> cancelGroup(UUID groupId, Instant now) {
    return writers.write(groupId, cancelGroup, new CancelRequest(groupId, now));
  }

  private static Optional<Cancellation> cancelOne(
      WriterSession session, JobEndings endings, CancelRequest request) throws SQLException {
    List<Cancellation> done =
        cancelAll(
            session, endings, ONE_JOB, statement -> statement.id(request.id()), request.now());
    if (!done.isEmpty()) {
      return Optional.of(done.getFirst());
    }
    return session
        .statement("SELECT " + JobRow.BRIEF_COLUMNS + " FROM job WHERE id = ?")
        .id(request.id())
        .first(JobRow.reader(session.dialect()))
        .map(job -> new Cancellation(Decision.ALREADY_FINAL, job, null));
  }

  /** Cancels the unfinished jobs of a group, within a transaction. */
  static List<Cancellation> cancelGroup(
      WriterSession session, JobEndings endings, UUID groupId, Instant now) throws SQLException {
    GroupCompletion.lock(session, Set.of(groupId));
    return cancelAll(session, endings, GROUP, statement -> statement.id(groupId), now);
  }

  /** Cancels unfinished jobs whose groups this transaction has locked, if they have any. */
  static List<Cancellation> cancelJobs(
      WriterSession session, JobEndings endings, IdList jobs, Instant now) throws SQLException {
    String which = "id IN (%s)".formatted(jobs.placeholders());
    return cancelAll(session, endings, which, jobs::bind, now);
  }

  /**
   * Cancels unfinished jobs without a cancellation request, for the sake of others. This
   * transaction has locked their groups.
   *
   * @param message the message of their error
   */
  static List<Cancellation> cancelSuperseded(
      WriterSession session, JobEndings endings, IdList jobs, String message, Instant now)
      throws SQLException {
    String which = "id IN (%s) AND cancel_requested_at IS NULL".formatted(jobs.placeholders());
    return cancelAll(session, endings, which, jobs::bind, new Wording(message, message, true), now);
  }

  /**
   * Cancels the other unfinished jobs of a fail-fast group after a failure. Does nothing for other
   * groups, nor for one that has ended, whose unfinished jobs were redriven.
   */
  static List<Cancellation> cancelSiblings(
      WriterSession session, JobEndings endings, @Nullable UUID groupId, Instant now)
      throws SQLException {
    if (groupId == null) {
      return List.of();
    }
    boolean failFast =
        session
            .statement(
                "SELECT 1 FROM job_group WHERE id = ? AND return_when = 'FAIL_FAST' AND outcome IS"
                    + " NULL")
            .id(groupId)
            .first(row -> true)
            .isPresent();
    return failFast ? cancelGroup(session, endings, groupId, now) : List.of();
  }

  private static List<Cancellation> cancelAll(
      WriterSession session, JobEndings endings, String which, Parameters selection, Instant now)
      throws SQLException {
    return cancelAll(session, endings, which, selection, ON_REQUEST, now);
  }

  private static List<Cancellation> cancelAll(
      WriterSession session,
      JobEndings endings,
      String which,
      Parameters selection,
      Wording wording,
      Instant now)
      throws SQLException {
    Map<UUID, JobState> limited = lockLimited(session, which, selection);
    BoundStatement update =
        session
            .statement(cancel(which, wording.ofRunning()))
            .instant(now)
            .instant(now)
            .text(wording.beforeStart())
            .text(wording.betweenAttempts());
    selection.fill(update);
    List<Job> reached = new ArrayList<>(update.list(row -> FairRanks.readEnded(session, row)));
    reached.sort(Comparator.comparing(Job::id, JobRow.ID_ORDER));
    JobEndings.Endings ended = endings.begin();
    for (Job job : reached) {
      if (job.state() == JobState.CANCELLED) {
        ended.jobEnded(job, JobState.CANCELLED, now);
        if (!job.spec().limits().isEmpty()) {
          endLimited(session, endings, job, limited.get(job.id()));
        }
      }
    }
    Map<UUID, JobGroup> endedGroups = ended.finish(session);

    List<Cancellation> done = new ArrayList<>();
    for (Job job : reached) {
      if (job.state() == JobState.RUNNING) {
        done.add(new Cancellation(Decision.REQUESTED, job, null));
      } else {
        // an ended group is reported with one of its jobs
        JobGroup group = job.groupId() == null ? null : endedGroups.remove(job.groupId());
        done.add(new Cancellation(Decision.CANCELLED, job, group));
      }
    }
    return List.copyOf(done);
  }

  private static void endLimited(
      WriterSession session, JobEndings endings, Job job, @Nullable JobState before)
      throws SQLException {
    if (before == null) {
      throw new SQLException(
          "Job %s was submitted or redriven in between".formatted(job.id()), Dialect.CONFLICT);
    }
    if (before == JobState.QUEUED) {
      endings.permits().giveBack(session, job, before);
    } else {
      endings.permits().left(session, job);
    }
  }

  /**
   * Locks the unfinished jobs with limits and returns their states: an update does not show which
   * of them have permits, and another transaction may be releasing one that is held.
   */
  private static Map<UUID, JobState> lockLimited(
      WriterSession session, String which, Parameters selection) throws SQLException {
    BoundStatement select =
        session.statement(
            """
            SELECT id, state FROM job
            WHERE %s AND limits IS NOT NULL AND finished_at IS NULL
            ORDER BY id
            %s
            """
                .formatted(which, session.dialect().forNoKeyUpdate()));
    selection.fill(select);
    Map<UUID, JobState> states = new HashMap<>();
    var _ =
        select.list(row ->
            states.put(
                requireNonNull(session.dialect().id(row, 1)), JobState.valueOf(row.getString(2))));
    return states;
  }
}
