package io.jobwheel.store.jdbc;

import static java.util.Objects.requireNonNull;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.store.JobCancellations.Cancellation;
import io.jobwheel.store.NodeLeases.Rescue;
import io.jobwheel.store.commit.LockedJobs;
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

/** Brings running jobs back from nodes that stop or are lost, within a transaction. */
final class LostJobs {

  private record Search(UUID rescuer, int maxCrashes, Instant now) {}

  /**
   * Decides what becomes of a job whose node was lost and moves it there, in one statement. Takes
   * the limit of crashes in its search, then the time of the end and the message of a cancelled
   * job. The fence stays, and no write passes it before the next claim: the job is not running.
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
          CASE verdict WHEN 'CANCELLED' THEN 'cancelled' WHEN 'FAILED' THEN 'crashed'
            ELSE error_code END,
        error_message =
          CASE verdict WHEN 'CANCELLED' THEN ?
            WHEN 'FAILED' THEN (crashes + 1) || ' nodes were lost while they ran it.'
            ELSE error_message END
      """;

  private static final String VERDICT =
      """
      CASE WHEN cancel_requested_at IS NOT NULL THEN 'CANCELLED'
        WHEN crashes + 1 >= ? THEN 'FAILED' ELSE 'QUEUED' END\
      """;

  private static final String LOST = "owner <> ? AND owner NOT IN (SELECT id FROM node)";

  private LostJobs() {}

  /**
   * Gives back what a node runs. Waits a moment for what others hold, as nodes do that end jobs of
   * the same groups, and leaves only what is held for longer: that comes back as if the node had
   * been lost.
   */
  static Rescue giveBack(WriterSession session, UUID node, Instant now) throws SQLException {
    Dialect dialect = session.dialect();
    Optional<List<Job>> all =
        Savepoint.unlessLocked(
            session,
            () -> {
              GroupCompletion.lock(session, groupsOf(session, node));
              return giveBack(session, node, now, dialect.forUpdate());
            });
    List<Job> jobs =
        all.isPresent() ? all.get() : giveBack(session, node, now, dialect.skipLocked());
    return rescued(session, jobs, now);
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

  private static List<Job> giveBack(WriterSession session, UUID node, Instant now, String locking)
      throws SQLException {
    return session
        .statement(sql(SqlFragments.BRING_BACK, "NULL", "owner = ?", locking))
        .id(node)
        .instant(now)
        .text("Cancelled: its node was stopped before it acknowledged.")
        .list(JobRow.reader(session.dialect()));
  }

  /**
   * Brings back what nodes have left that are not known any more. A job that crashed too often may
   * call off others of its group: if one of these is locked, it is left to the next search, and no
   * other job is.
   */
  static Rescue bringBack(WriterSession session, UUID rescuer, int maxCrashes, Instant now)
      throws SQLException {
    Search search = new Search(rescuer, maxCrashes, now);
    Optional<Rescue> all = Savepoint.unlessLocked(session, () -> bringBack(session, search, null));
    return all.isPresent() ? all.get() : bringBackOneByOne(session, search);
  }

  private static Rescue bringBackOneByOne(WriterSession session, Search search)
      throws SQLException {
    LockedJobs.hardlyWait(session);
    List<UUID> lost =
        session
            .statement("SELECT id FROM job WHERE state = 'RUNNING' AND " + LOST)
            .id(search.rescuer())
            .list(row -> requireNonNull(session.dialect().id(row, 1)));
    Rescue sum = Rescue.NONE;
    for (UUID job : lost) {
      Optional<Rescue> one = Savepoint.unlessLocked(session, () -> bringBack(session, search, job));
      sum = sum.and(one.orElse(Rescue.NONE));
    }
    return sum;
  }

  /** Brings back all that is lost, or one of that. */
  private static Rescue bringBack(WriterSession session, Search search, @Nullable UUID only)
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
    update.instant(search.now()).text("Cancelled: its node was lost before it acknowledged.");
    return rescued(session, update.list(JobRow.reader(session.dialect())), search.now());
  }

  /** Moves running jobs by an update that may use the verdict, each with its group locked so. */
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

  private static Rescue rescued(WriterSession session, List<Job> jobs, Instant now)
      throws SQLException {
    List<Job> failed = in(JobState.FAILED, jobs);
    GroupCompletion endings = new GroupCompletion();
    List<Cancellation> cancelledSiblings = new ArrayList<>();
    for (Job job : failed) {
      endings.jobEnded(job.groupId(), now);
      cancelledSiblings.addAll(JdbcJobCancellations.callOff(session, job.groupId(), now));
    }
    List<Job> cancelled = in(JobState.CANCELLED, jobs);
    cancelled.forEach(job -> endings.jobEnded(job.groupId(), now));
    return new Rescue(
        in(JobState.QUEUED, jobs),
        cancelled,
        failed,
        cancelledSiblings,
        List.copyOf(endings.end(session).values()));
  }

  private static List<Job> in(JobState state, List<Job> jobs) {
    return jobs.stream()
        .filter(job -> job.state() == state)
        .sorted(Comparator.comparing(Job::id, JobRow.ID_ORDER))
        .toList();
  }
}
