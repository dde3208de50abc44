package io.jobwheel.store.jdbc;

import static java.util.Objects.requireNonNull;

import io.jobwheel.job.AttemptOutcome;
import io.jobwheel.job.ErrorCode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobState;
import io.jobwheel.store.JobCancellations.Cancellation;
import io.jobwheel.store.NodeLeases.Rescue;
import io.jobwheel.store.commit.LockedJobFinder;
import io.jobwheel.store.commit.Savepoint;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.row.JobRow;
import io.jobwheel.store.sql.BoundStatement;
import io.jobwheel.store.sql.Dialect;
import io.jobwheel.store.sql.SqlFragments;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Releases the jobs of nodes that stop, and rescues those of lost nodes, within a transaction. */
final class LostJobRescuer {

  private record LostSearch(
      JobEndings endings, UUID rescuer, int maxCrashes, Map<UUID, String> nodeNames, Instant now) {}

  private static final JobError NODE_LOST =
      ErrorCode.NODE_LOST.error("The node was lost while it ran the attempt.");

  /**
   * Moves a job of a lost node to the state of the verdict. Parameters: the limit of crashes in the
   * search, then the end time and the message of a cancelled job. The fence is unchanged: no write
   * can pass it before the next claim, since the job is not running.
   */
  private static final String MOVE_LOST =
      """
      UPDATE job
      SET
        state = verdict,
        owner = NULL,
        crashes = crashes + 1,
        started_at = CASE verdict WHEN 'QUEUED' THEN NULL ELSE started_at END,
        finished_at = CASE verdict WHEN 'QUEUED' THEN NULL ELSE ? END,
        error_code =
          CASE verdict WHEN 'CANCELLED' THEN '%s' WHEN 'FAILED' THEN '%s'
            ELSE error_code END,
        error_message =
          CASE verdict WHEN 'CANCELLED' THEN %s
            WHEN 'FAILED' THEN (crashes + 1) || ' nodes were lost while they ran the job.'
            ELSE error_message END
      """
          .formatted(
              ErrorCode.CANCELLED.code(), ErrorCode.CRASHED.code(), SqlFragments.CANCELLED_MESSAGE);

  // a delivery is Jobwheel's own and cannot be what ends the nodes
  private static final String VERDICT =
      """
      CASE WHEN cancel_requested_at IS NOT NULL THEN 'CANCELLED'
        WHEN crashes + 1 >= ? AND delivery_of IS NULL THEN 'FAILED' ELSE 'QUEUED' END\
      """;

  private static final String LOST = "owner <> ? AND owner NOT IN (SELECT id FROM node)";

  private LostJobRescuer() {}

  /**
   * Releases the jobs of a node. Waits up to the lock timeout for rows that others have locked,
   * such as nodes that end jobs of the same groups. Jobs that stay locked are left to a rescue.
   */
  static Rescue release(WriterSession session, JobEndings endings, UUID node, Instant now)
      throws SQLException {
    Dialect dialect = session.dialect();
    Optional<List<Job>> all =
        Savepoint.unlessLocked(
            session,
            () -> {
              GroupCompletion.lock(session, groupsOf(session, node));
              return release(session, node, now, dialect.forUpdate());
            });
    List<Job> jobs =
        all.isPresent() ? all.get() : release(session, node, now, dialect.skipLocked());
    return toRescue(session, endings, jobs, now);
  }

  private static List<UUID> groupsOf(WriterSession session, UUID node) throws SQLException {
    return session
        .statement(
            """
            SELECT DISTINCT group_id FROM job
            WHERE state = 'RUNNING' AND owner = ? AND group_id IS NOT NULL
            """)
        .id(node)
        .list(row -> requireNonNull(session.dialect().id(row, 1)));
  }

  private static List<Job> release(WriterSession session, UUID node, Instant now, String locking)
      throws SQLException {
    List<LostAttempt> lost =
        session
            .statement(LostAttempt.find("NULL", "owner = ?", locking))
            .id(node)
            .list(LostAttempt.reader(session.dialect()));
    if (lost.isEmpty()) {
      return List.of();
    }
    AttemptHistory history = new AttemptHistory(session);
    for (LostAttempt attempt : lost) {
      history.add(attempt.claim(null), AttemptOutcome.RELEASED, null, now);
    }
    history.write();
    List<Job> moved =
        session
            .statement(move(SqlFragments.REQUEUE_OR_CANCEL, "NULL", "owner = ?", locking))
            .id(node)
            .instant(now)
            .text("Cancelled: the node was stopped before the handler acknowledged the request.")
            .list(JobRow.reader(session.dialect()));
    requireMoved(lost, moved);
    return moved;
  }

  /**
   * Rescues the jobs of unknown nodes. A job that reached the limit of crashes may cancel others of
   * its group: if one of these is locked, only that job is left to the next rescue.
   *
   * @param nodeNames the names of the nodes that were removed
   */
  static Rescue rescue(
      WriterSession session,
      JobEndings endings,
      UUID rescuer,
      int maxCrashes,
      Map<UUID, String> nodeNames,
      Instant now)
      throws SQLException {
    LostSearch search = new LostSearch(endings, rescuer, maxCrashes, nodeNames, now);
    Optional<Rescue> all = Savepoint.unlessLocked(session, () -> rescue(session, search, null));
    return all.isPresent() ? all.get() : rescueOneByOne(session, search);
  }

  private static Rescue rescueOneByOne(WriterSession session, LostSearch search)
      throws SQLException {
    LockedJobFinder.shortenLockTimeout(session);
    List<UUID> lost =
        session
            .statement("SELECT id FROM job WHERE state = 'RUNNING' AND " + LOST)
            .id(search.rescuer())
            .list(row -> requireNonNull(session.dialect().id(row, 1)));
    Rescue sum = Rescue.NONE;
    for (UUID job : lost) {
      Optional<Rescue> one = Savepoint.unlessLocked(session, () -> rescue(session, search, job));
      sum = sum.and(one.orElse(Rescue.NONE));
    }
    return sum;
  }

  /** Rescues all lost jobs, or only one of them. */
  private static Rescue rescue(WriterSession session, LostSearch search, @Nullable UUID only)
      throws SQLException {
    String which = only == null ? LOST : LOST + " AND id = ?";
    String locking = session.dialect().skipLocked();
    List<LostAttempt> lost =
        bind(session.statement(LostAttempt.find(VERDICT, which, locking)), search, only)
            .list(LostAttempt.reader(session.dialect()));
    if (lost.isEmpty()) {
      return Rescue.NONE;
    }
    AttemptHistory history = new AttemptHistory(session);
    for (LostAttempt attempt : lost) {
      if (attempt.verdict() != JobState.FAILED) {
        String name = search.nodeNames().get(attempt.owner());
        history.add(attempt.claim(name), AttemptOutcome.CRASHED, NODE_LOST, search.now());
      }
    }
    history.write();
    BoundStatement update =
        bind(session.statement(move(MOVE_LOST, VERDICT, which, locking)), search, only);
    update
        .instant(search.now())
        .text("Cancelled: the node was lost before the handler acknowledged the request.");
    List<Job> moved = update.list(JobRow.reader(session.dialect()));
    requireMoved(lost, moved);
    return toRescue(session, search.endings(), moved, search.now());
  }

  /** Checks that each job whose attempt was recorded has moved. */
  private static void requireMoved(List<LostAttempt> lost, List<Job> moved) {
    long recorded = lost.stream().filter(each -> each.verdict() != JobState.FAILED).count();
    long unfinished = moved.stream().filter(job -> job.state() != JobState.FAILED).count();
    if (recorded != unfinished) {
      throw new IllegalStateException(
          "%d attempts were recorded, but %d jobs moved".formatted(recorded, unfinished));
    }
  }

  private static BoundStatement bind(
      BoundStatement statement, LostSearch search, @Nullable UUID only) throws SQLException {
    var _ = statement.number((long) search.maxCrashes()).id(search.rescuer());
    return only == null ? statement : statement.id(only);
  }

  /**
   * Returns a statement that moves the jobs that {@link LostAttempt#find} found, by {@code update},
   * which may use the verdict. A job whose lock was released since then has no row of its attempt
   * and is left to the next rescue.
   */
  private static String move(String update, String verdict, String which, String locking) {
    return LostAttempt.lockedJobs(verdict, which, locking)
        + update
        + """
        FROM lost
        WHERE id = lost_id
          AND (lost_group IS NULL OR lost_group IN (SELECT free_group FROM free))
          AND (verdict = 'FAILED' OR EXISTS (
            SELECT 1 FROM job_attempt
            WHERE job_attempt.job_id = lost_id AND job_attempt.attempt = lost_attempt))
        RETURNING
        """
        + JobRow.BRIEF_COLUMNS;
  }

  private static Rescue toRescue(
      WriterSession session, JobEndings endings, List<Job> jobs, Instant now) throws SQLException {
    List<Job> failed = in(JobState.FAILED, jobs);
    JobEndings.Endings ended = endings.begin();
    List<Cancellation> cancelledSiblings = new ArrayList<>();
    for (Job job : failed) {
      ended.jobEnded(job, JobState.FAILED, now);
      cancelledSiblings.addAll(
          JdbcJobCancellations.cancelSiblings(session, endings, job.groupId(), now));
    }
    List<Job> cancelled = in(JobState.CANCELLED, jobs);
    cancelled.forEach(job -> ended.jobEnded(job, JobState.CANCELLED, now));
    endings.permits().requeue(session, jobs);
    return new Rescue(
        in(JobState.QUEUED, jobs),
        cancelled,
        failed,
        cancelledSiblings,
        List.copyOf(ended.finish(session).values()));
  }

  private static List<Job> in(JobState state, List<Job> jobs) {
    return jobs.stream()
        .filter(job -> job.state() == state)
        .sorted(Comparator.comparing(Job::id, JobRow.ID_ORDER))
        .toList();
  }
}
