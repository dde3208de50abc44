package io.jobwheel.store.jdbc;

import static java.util.Objects.requireNonNull;

import io.jobwheel.job.ErrorCode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.store.JobCancellations.Cancellation;
import io.jobwheel.store.NodeLeases.Rescue;
import io.jobwheel.store.commit.LockedJobFinder;
import io.jobwheel.store.commit.Savepoint;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.sql.BoundStatement;
import io.jobwheel.store.sql.Dialect;
import io.jobwheel.store.sql.SqlFragments;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Releases the jobs of nodes that stop, and rescues those of lost nodes, within a transaction. */
final class LostJobRescuer {

  private record LostSearch(UUID rescuer, int maxCrashes, Instant now) {}

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
          CASE verdict WHEN 'CANCELLED' THEN ?
            WHEN 'FAILED' THEN (crashes + 1) || ' nodes were lost while they ran the job.'
            ELSE error_message END
      """
          .formatted(ErrorCode.CANCELLED.code(), ErrorCode.CRASHED.code());

  private static final String VERDICT =
      """
      CASE WHEN cancel_requested_at IS NOT NULL THEN 'CANCELLED'
        WHEN crashes + 1 >= ? THEN 'FAILED' ELSE 'QUEUED' END\
      """;

  private static final String LOST = "owner <> ? AND owner NOT IN (SELECT id FROM node)";

  private LostJobRescuer() {}

  /**
   * Releases the jobs of a node. Waits up to the lock timeout for rows that others have locked,
   * such as nodes that end jobs of the same groups. Jobs that stay locked are left to a rescue.
   */
  static Rescue release(WriterSession session, UUID node, Instant now) throws SQLException {
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
    return toRescue(session, jobs, now);
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
    return session
        .statement(sql(SqlFragments.REQUEUE_OR_CANCEL, "NULL", "owner = ?", locking))
        .id(node)
        .instant(now)
        .text("Cancelled: the node was stopped before the handler acknowledged the request.")
        .list(JobRow.reader(session.dialect()));
  }

  /**
   * Rescues the jobs of unknown nodes. A job that reached the limit of crashes may cancel others of
   * its group: if one of these is locked, only that job is left to the next rescue.
   */
  static Rescue rescue(WriterSession session, UUID rescuer, int maxCrashes, Instant now)
      throws SQLException {
    LostSearch search = new LostSearch(rescuer, maxCrashes, now);
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
    BoundStatement update =
        session
            .statement(sql(MOVE_LOST, VERDICT, which, session.dialect().skipLocked()))
            .number((long) search.maxCrashes())
            .id(search.rescuer());
    if (only != null) {
      update.id(only);
    }
    update
        .instant(search.now())
        .text("Cancelled: the node was lost before the handler acknowledged the request.");
    return toRescue(session, update.list(JobRow.reader(session.dialect())), search.now());
  }

  /**
   * Returns a statement that moves running jobs by {@code update}, which may use the verdict. Each
   * job and its group are locked by {@code locking}.
   */
  private static String sql(String update, String verdict, String which, String locking) {
    return """
    WITH lost (lost_id, lost_group, verdict) AS MATERIALIZED (
      SELECT id, group_id, %s FROM job WHERE state = 'RUNNING' AND %s
      %s),
    free (free_group) AS MATERIALIZED (
      SELECT id FROM job_group WHERE id IN (SELECT lost_group FROM lost)
      %s)
    """
            .formatted(verdict, which, locking, locking)
        + update
        + """
        FROM lost
        WHERE id = lost_id
          AND (lost_group IS NULL OR lost_group IN (SELECT free_group FROM free))
        RETURNING
        """
        + JobRow.BRIEF_COLUMNS;
  }

  private static Rescue toRescue(WriterSession session, List<Job> jobs, Instant now)
      throws SQLException {
    List<Job> failed = in(JobState.FAILED, jobs);
    GroupCompletion completion = new GroupCompletion();
    List<Cancellation> cancelledSiblings = new ArrayList<>();
    for (Job job : failed) {
      completion.jobEnded(job.groupId(), now);
      cancelledSiblings.addAll(JdbcJobCancellations.cancelSiblings(session, job.groupId(), now));
    }
    List<Job> cancelled = in(JobState.CANCELLED, jobs);
    cancelled.forEach(job -> completion.jobEnded(job.groupId(), now));
    return new Rescue(
        in(JobState.QUEUED, jobs),
        cancelled,
        failed,
        cancelledSiblings,
        List.copyOf(completion.end(session).values()));
  }

  private static List<Job> in(JobState state, List<Job> jobs) {
    return jobs.stream()
        .filter(job -> job.state() == state)
        .sorted(Comparator.comparing(Job::id, JobRow.ID_ORDER))
        .toList();
  }
}
