package io.jobwheel.store;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
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

  /** What a node does to leases: gives its own back, or those of the dead. */
  private record Release(UUID node, Instant now) {}

  private final GroupCommit commits;
  private final StoreMetrics metrics;
  private final BatchWrite<Lease, @Nullable Void> register =
      BatchWrite.each(WriteKind.REGISTER, JdbcNodeLeases::register);
  private final BatchWrite<Lease, Boolean> renew =
      BatchWrite.each(WriteKind.RENEW, JdbcNodeLeases::renew);
  private final BatchWrite<Release, Rescue> release =
      BatchWrite.each(WriteKind.RELEASE, JdbcNodeLeases::release);
  private final BatchWrite<Release, Rescue> rescue =
      BatchWrite.each(WriteKind.RESCUE, JdbcNodeLeases::rescue);

  JdbcNodeLeases(GroupCommit commits, StoreMetrics metrics) {
    this.commits = commits;
    this.metrics = metrics;
  }

  /** {@inheritDoc} */
  @Override
  @SuppressWarnings("NullAway") // the value of a Void future is null
  public CompletableFuture<Void> register(UUID node, String name, Duration lease) {
    return commits.write(register, new Lease(node, name, checked(lease)));
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<Boolean> renew(UUID node, Duration lease) {
    return commits.write(renew, new Lease(node, "", checked(lease)));
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<Rescue> release(UUID node, Instant now) {
    return commits.write(release, new Release(node, now)).whenComplete(this::count);
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<Rescue> rescueExpired(UUID rescuer, Instant now) {
    return commits.write(rescue, new Release(rescuer, now)).whenComplete(this::count);
  }

  private void count(@Nullable Rescue rescue, @Nullable Throwable failure) {
    if (rescue != null) {
      metrics.rescued(rescue.requeued().size() + rescue.cancelled().size());
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
    String sql =
        Sql.BRING_BACK
            + """
            WHERE state = 'RUNNING' AND owner = ?
            RETURNING
            """
            + JobRow.COLUMNS;
    List<Job> jobs =
        session
            .statement(sql)
            .instant(release.now())
            .text("Cancelled: its node was stopped before it acknowledged.")
            .id(release.node())
            .list(JobRow.reader(session.dialect()));
    session.statement("DELETE FROM node WHERE id = ?").id(release.node()).update();
    return rescued(session, jobs, release.now());
  }

  /**
   * Looks for owners without a valid lease rather than for leases that have ended: so a claim that
   * a node wrote after it was forgotten is found as well.
   */
  private static Rescue rescue(WriterSession session, Release rescuer) throws SQLException {
    long clock = now(session);
    String sql =
        Sql.BRING_BACK
            + """
            WHERE state = 'RUNNING' AND owner NOT IN (
              SELECT id FROM node WHERE lease_until > ? OR id = ?)
            RETURNING
            """
            + JobRow.COLUMNS;
    List<Job> jobs =
        session
            .statement(sql)
            .instant(rescuer.now())
            .text("Cancelled: its node was lost before it acknowledged.")
            .number(clock)
            .id(rescuer.node())
            .list(JobRow.reader(session.dialect()));
    session
        .statement("DELETE FROM node WHERE lease_until <= ? AND id <> ?")
        .number(clock)
        .id(rescuer.node())
        .update();
    return rescued(session, jobs, rescuer.now());
  }

  private static Rescue rescued(WriterSession session, List<Job> jobs, Instant now)
      throws SQLException {
    List<Job> ordered = new ArrayList<>(jobs);
    ordered.sort(Comparator.comparing(Job::id, JobRow.ID_ORDER));
    List<Job> cancelled =
        ordered.stream().filter(job -> job.state() == JobState.CANCELLED).toList();
    List<Job> requeued = ordered.stream().filter(job -> job.state() == JobState.QUEUED).toList();
    GroupEndings endings = new GroupEndings();
    cancelled.forEach(job -> endings.jobEnded(job.groupId(), now));
    return new Rescue(requeued, cancelled, List.copyOf(endings.end(session).values()));
  }

  /** The database's clock, read once, so that what a transaction compares is one time. */
  private static long now(WriterSession session) throws SQLException {
    return session
        .statement("SELECT " + session.dialect().nowMicros())
        .list(row -> row.getLong(1))
        .getFirst();
  }
}
