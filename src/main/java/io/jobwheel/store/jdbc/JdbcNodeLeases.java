package io.jobwheel.store.jdbc;

import static java.util.Objects.requireNonNull;

import io.jobwheel.store.NodeLeases;
import io.jobwheel.store.commit.BatchWrite;
import io.jobwheel.store.commit.StoreMetrics;
import io.jobwheel.store.commit.WriteKind;
import io.jobwheel.store.commit.WriterPool;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.row.CapabilitiesJson;
import io.jobwheel.store.jdbc.row.NodeStatusJson;
import io.jobwheel.store.query.NodeCapabilities;
import io.jobwheel.store.query.NodeStatus;
import io.jobwheel.store.sql.Micros;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one row for each node, and releases or rescues the jobs of nodes. */
public final class JdbcNodeLeases implements NodeLeases {

  private static final Logger log = LoggerFactory.getLogger(JdbcNodeLeases.class);

  private record Lease(UUID node, String name, Duration length) {}

  private record Renewal(UUID node, Duration length, @Nullable NodeStatus status) {}

  private record Publication(UUID node, @Nullable String capabilities) {}

  private record Release(UUID node, Instant now) {}

  private record RescueRequest(UUID rescuer, int maxCrashes, Instant now) {}

  private final WriterPool writers;
  private final StoreMetrics metrics;
  private final BatchWrite<Lease, @Nullable Void> register =
      BatchWrite.each(WriteKind.REGISTER, JdbcNodeLeases::register);
  private final BatchWrite<Renewal, Boolean> renew =
      BatchWrite.each(WriteKind.RENEW, JdbcNodeLeases::renew);
  private final BatchWrite<Publication, Boolean> publish =
      BatchWrite.each(WriteKind.RENEW, JdbcNodeLeases::publish);
  private final BatchWrite<Release, Rescue> release;
  private final BatchWrite<RescueRequest, Rescue> rescue;

  public JdbcNodeLeases(WriterPool writers, StoreMetrics metrics, JobEndings endings) {
    this.writers = writers;
    this.metrics = metrics;
    this.release =
        BatchWrite.each(
            WriteKind.RELEASE, (session, request) -> release(session, endings, request));
    this.rescue =
        BatchWrite.each(WriteKind.RESCUE, (session, request) -> rescue(session, endings, request));
  }

  /** {@inheritDoc} */
  @Override
  @SuppressWarnings("NullAway") // the value of a Void future is null
  public CompletableFuture<Void> register(UUID node, String name, Duration lease) {
    return writers.write(register, new Lease(node, name, checked(lease)));
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<Boolean> renew(UUID node, Duration lease, @Nullable NodeStatus status) {
    return writers.write(renew, new Renewal(node, checked(lease), status));
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<Boolean> publish(UUID node, NodeCapabilities capabilities) {
    boolean tooMany = capabilities.types().size() > MAX_TYPES;
    String text = tooMany ? null : CapabilitiesJson.write(capabilities);
    return writers.write(publish, new Publication(node, text));
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
      throw new IllegalArgumentException("maxCrashes must be 1 or more, not " + maxCrashes);
    }
    return writers
        .write(rescue, new RescueRequest(rescuer, maxCrashes, now))
        .whenComplete(this::count);
  }

  private void count(@Nullable Rescue rescue, @Nullable Throwable failure) {
    if (rescue != null) {
      metrics.rescued(
          rescue.requeued().size() + rescue.cancelled().size() + rescue.failed().size());
    }
  }

  private static Duration checked(Duration lease) {
    if (lease.isNegative()) {
      throw new IllegalArgumentException("The lease must not be negative: " + lease);
    }
    return lease;
  }

  private static @Nullable Void register(WriterSession session, Lease lease) throws SQLException {
    long now = session.now();
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

  private static boolean renew(WriterSession session, Renewal renewal) throws SQLException {
    long now = session.now();
    int rows =
        session
            .statement("UPDATE node SET lease_until = ?, status = coalesce(?, status) WHERE id = ?")
            .number(now + Micros.of(renewal.length()))
            .text(text(renewal.status(), now))
            .id(renewal.node())
            .update();
    return rows == 1;
  }

  /** Returns the text of a status, or null after an error, which must not cost the lease. */
  private static @Nullable String text(@Nullable NodeStatus status, long now) {
    try {
      return status == null ? null : NodeStatusJson.write(status, now);
    } catch (RuntimeException e) {
      log.warn("The status of this node cannot be published", e);
      return null;
    }
  }

  private static boolean publish(WriterSession session, Publication publication)
      throws SQLException {
    int rows =
        session
            .statement("UPDATE node SET capabilities = ? WHERE id = ?")
            .text(publication.capabilities())
            .id(publication.node())
            .update();
    return rows == 1;
  }

  private static Rescue release(WriterSession session, JobEndings endings, Release release)
      throws SQLException {
    Rescue released = LostJobRescuer.release(session, endings, release.node(), release.now());
    session
        .statement(
            "DELETE FROM node WHERE id IN (SELECT id FROM node WHERE id = ? %s)"
                .formatted(session.dialect().skipLocked()))
        .id(release.node())
        .update();
    return released;
  }

  /**
   * Removes expired nodes first: a node that renews at the same time either keeps its lease and its
   * jobs, or loses both. Then rescues jobs of unknown owners rather than of expired leases, so jobs
   * that a node wrote after its removal are found as well. Locked rows are left to the next rescue.
   */
  private static Rescue rescue(WriterSession session, JobEndings endings, RescueRequest request)
      throws SQLException {
    Map<UUID, String> removed = new HashMap<>();
    session
        .statement(
            """
            DELETE FROM node
            WHERE id IN (SELECT id FROM node WHERE lease_until <= ? AND id <> ? %s)
            RETURNING id, name
            """
                .formatted(session.dialect().skipLocked()))
        .number(session.now())
        .id(request.rescuer())
        .list(row -> Map.entry(requireNonNull(session.dialect().id(row, 1)), row.getString(2)))
        .forEach(node -> removed.put(node.getKey(), node.getValue()));
    return LostJobRescuer.rescue(
        session, endings, request.rescuer(), request.maxCrashes(), removed, request.now());
  }
}
