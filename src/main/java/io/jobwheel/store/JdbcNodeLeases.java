package io.jobwheel.store;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.store.JobCancels.Cancellation;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Keeps one row a node, and brings back what nodes have left behind. */
final class JdbcNodeLeases implements NodeLeases {

  private record Lease(UUID node, String name, Duration length) {}

  private record Release(UUID node, Instant now) {}

  private record Search(UUID rescuer, int maxCrashes, Instant now) {}

  private static final String FAIL_CRASHED =
      """
      UPDATE job
      SET state = 'FAILED', finished_at = ?, error_code = 'crashed', error_message = ?
      WHERE id = ? AND state = 'QUEUED'
      RETURNING
      """
          + JobRow.BRIEF_COLUMNS;

  private final Writers writers;
  private final StoreMetrics metrics;
  private final BatchWrite<Lease, @Nullable Void> register =
      BatchWrite.each(WriteKind.REGISTER, JdbcNodeLeases::register);
  private final BatchWrite<Lease, Boolean> renew =
      BatchWrite.each(WriteKind.RENEW, JdbcNodeLeases::renew);
  private final BatchWrite<Release, Rescue> release =
      BatchWrite.each(WriteKind.RELEASE, JdbcNodeLeases::release);
  private final BatchWrite<Search, Rescue> rescue =
      BatchWrite.each(WriteKind.RESCUE, JdbcNodeLeases::rescue);

  JdbcNodeLeases(Writers writers, StoreMetrics metrics) {
    this.writers = writers;
    this.metrics = metrics;
  }

  /** {@inheritDoc} */
  @Override
  @SuppressWarnings("NullAway") // the value of a Void future is null
  public CompletableFuture<Void> register(UUID node, String name, Duration lease) {
    return writers.write(register, new Lease(node, name, checked(lease)));
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<Boolean> renew(UUID node, Duration lease) {
    return writers.write(renew, new Lease(node, "", checked(lease)));
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<Rescue> release(UUID node, Instant now) {
    return writers.write(release, new Release(node, now)).whenComplete(this::count);
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<Rescue> rescueExpired(UUID rescuer, int maxCrashes, Instant now) {
    if (maxCrashes < 1) {
      throw new IllegalArgumentException("At least one crash has to be allowed: " + maxCrashes);
    }
    return writers.write(rescue, new Search(rescuer, maxCrashes, now)).whenComplete(this::count);
  }

  private void count(@Nullable Rescue rescue, @Nullable Throwable failure) {
    if (rescue != null) {
      metrics.rescued(
          rescue.requeued().size() + rescue.cancelled().size() + rescue.failed().size());
    }
  }

  private static Duration checked(Duration lease) {
    if (lease.isNegative()) {
      throw new IllegalArgumentException("A lease cannot be negative: " + lease);
    }
    return lease;
  }

  private static @Nullable Void register(WriterSession session, Lease lease) throws SQLException {
    long now = now(session);
    if (session.dialect().exclusive()) {
      session
          .statement("UPDATE node SET lease_until = ? WHERE lease_until > ?")
          .number(now)
          .number(now)
          .update();
    }
    session
        .statement("INSERT INTO node (id, name, started_at, lease_until) VALUES (?, ?, ?, ?)")
        .id(lease.node())
        .text(lease.name())
        .number(now)
        .number(now + Micros.of(lease.length()))
        .update();
    return null;
  }

  private static boolean renew(WriterSession session, Lease lease) throws SQLException {
    int rows =
        session
            .statement("UPDATE node SET lease_until = ? WHERE id = ?")
            .number(now(session) + Micros.of(lease.length()))
            .id(lease.node())
            .update();
    return rows == 1;
  }

  private static Rescue release(WriterSession session, Release release) throws SQLException {
    List<Job> jobs =
        session
            .statement(bringBack(session, "owner = ?", ""))
            .id(release.node())
            .instant(release.now())
            .text("Cancelled: its node was stopped before it acknowledged.")
            .list(JobRow.reader(session.dialect()));
    session.statement("DELETE FROM node WHERE id = ?").id(release.node()).update();
    return rescued(session, jobs, List.of(), release.now());
  }

  /**
   * Forgets the nodes first: a node that renews at the same time either keeps its lease and its
   * jobs, or loses both. Then looks for owners that are not known rather than for leases that have
   * ended: so a job that a node wrote after it was forgotten is found as well. What another
   * transaction holds is left to the next search.
   */
  private static Rescue rescue(WriterSession session, Search search) throws SQLException {
    session
        .statement(
            "DELETE FROM node WHERE id IN (SELECT id FROM node WHERE lease_until <= ? AND id <> ? %s)"
                .formatted(session.dialect().skipLocked()))
        .number(now(session))
        .id(search.rescuer())
        .update();
    String lost = "owner <> ? AND owner NOT IN (SELECT id FROM node)";
    List<Job> jobs = new ArrayList<>();
    List<Job> failed = new ArrayList<>();
    for (Job job :
        session
            .statement(bringBack(session, lost, ", crashes = crashes + 1"))
            .id(search.rescuer())
            .instant(search.now())
            .text("Cancelled: its node was lost before it acknowledged.")
            .list(JobRow.reader(session.dialect()))) {
      if (job.state() == JobState.QUEUED && job.crashes() >= search.maxCrashes()) {
        failed.addAll(failCrashed(session, job, search.now()));
      } else {
        jobs.add(job);
      }
    }
    return rescued(session, jobs, failed, search.now());
  }

  /** Brings back those running jobs of which neither they nor their groups are locked. */
  private static String bringBack(WriterSession session, String which, String alsoSet) {
    String skipLocked = session.dialect().skipLocked();
    return """
    WITH lost (lost_id, lost_group) AS MATERIALIZED (
      SELECT id, group_id FROM job WHERE state = 'RUNNING' AND %s
      %s),
    free (free_group) AS MATERIALIZED (
      SELECT id FROM job_group WHERE id IN (SELECT lost_group FROM lost)
      %s)
    """
            .formatted(which, skipLocked, skipLocked)
        + Sql.BRING_BACK
        + alsoSet
        + """

        FROM lost
        WHERE id = lost_id
          AND (lost_group IS NULL OR lost_group IN (SELECT free_group FROM free))
        RETURNING
        """
        + JobRow.BRIEF_COLUMNS;
  }

  private static List<Job> failCrashed(WriterSession session, Job job, Instant now)
      throws SQLException {
    return session
        .statement(FAIL_CRASHED)
        .instant(now)
        .text("%d nodes were lost while they ran it.".formatted(job.crashes()))
        .id(job.id())
        .list(JobRow.reader(session.dialect()));
  }

  private static Rescue rescued(
      WriterSession session, List<Job> jobs, List<Job> failed, Instant now) throws SQLException {
    GroupEndings endings = new GroupEndings();
    List<Cancellation> calledOff = new ArrayList<>();
    for (Job job : failed) {
      endings.jobEnded(job.groupId(), now);
      calledOff.addAll(JdbcJobCancels.callOff(session, job.groupId(), now));
    }
    List<Job> cancelled = in(JobState.CANCELLED, jobs);
    cancelled.forEach(job -> endings.jobEnded(job.groupId(), now));
    return new Rescue(
        in(JobState.QUEUED, jobs),
        cancelled,
        in(JobState.FAILED, failed),
        calledOff,
        List.copyOf(endings.end(session).values()));
  }

  private static List<Job> in(JobState state, List<Job> jobs) {
    return jobs.stream()
        .filter(job -> job.state() == state)
        .sorted(Comparator.comparing(Job::id, JobRow.ID_ORDER))
        .toList();
  }

  /** The database's clock, read once, so that what a transaction compares is one time. */
  private static long now(WriterSession session) throws SQLException {
    return session
        .statement("SELECT " + session.dialect().nowMicros())
        .list(row -> row.getLong(1))
        .getFirst();
  }
}
