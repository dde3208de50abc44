package io.jobwheel.store.failover;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows the newest primary that this node has seen, and the open connections. When a newer one
 * appears, connections to others are aborted: their statements, which may hang for as long as their
 * time-outs allow, fail at once. Thread-safe.
 */
final class PrimaryTracker {

  private static final Logger log = LoggerFactory.getLogger(PrimaryTracker.class);

  private record Primary(String host, PrimaryIdentity identity) {}

  // guarded by this
  private final IdentityHashMap<Connection, PrimaryIdentity> connections = new IdentityHashMap<>();
  private @Nullable Primary current;
  private boolean reachable;
  private long failovers;

  /** Returns the host of the newest primary, unless it could not be reached the last time. */
  synchronized Optional<String> host() {
    return reachable && current != null ? Optional.of(current.host()) : Optional.empty();
  }

  /** Returns how often the newest primary has changed. */
  synchronized long failovers() {
    return failovers;
  }

  /** Notes that a host cannot be reached, or is not a primary any more. */
  synchronized void unreachable(String host) {
    if (current != null && current.host().equals(host)) {
      reachable = false;
    }
  }

  /** Adds a connection. Closes it if it must not be used. */
  Connection add(String host, Connection connection) throws SQLException {
    try {
      PrimaryIdentity identity = PrimaryIdentity.of(connection);
      observe(host, identity, connection);
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * Notes that a host has answered as a primary.
   *
   * @throws SQLException if another server was promoted after it, or it belongs to another cluster
   *     than a primary that can be reached
   */
  void observe(String host, PrimaryIdentity identity) throws SQLException {
    observe(host, identity, null);
  }

  private void observe(String host, PrimaryIdentity identity, @Nullable Connection connection)
      throws SQLException {
    List<Connection> replaced;
    synchronized (this) {
      forgetClosed();
      Primary known = current;
      if (known != null) {
        require(host, identity, known);
      }
      // an answer that comes late, or a clock that was set back, replaces no later run
      if (known == null || isForeign(identity, known) || !identity.isReplacedBy(known.identity())) {
        if (known != null && known.identity().isReplacedBy(identity)) {
          failovers++;
          log.warn("The primary server is now {}, on timeline {}", host, identity.timeline());
        }
        current = new Primary(host, identity);
        reachable = true;
      } else {
        reachable |= known.host().equals(host);
      }
      replaced = removeReplaced(identity);
      if (connection != null) {
        connections.put(connection, identity);
      }
    }
    replaced.forEach(PrimaryTracker::abort);
  }

  private static boolean isForeign(PrimaryIdentity identity, Primary known) {
    return !identity.isOfClusterOf(known.identity());
  }

  private void require(String host, PrimaryIdentity identity, Primary known) throws PSQLException {
    if (isForeign(identity, known)) {
      if (reachable && !known.host().equals(host)) {
        throw new PSQLException(
            "%s belongs to another cluster than %s".formatted(host, known.host()),
            PSQLState.CONNECTION_REJECTED);
      }
    } else if (identity.isDemotedBy(known.identity())) {
      throw new PSQLException(
          "%s is on timeline %d, but %s was promoted to %d"
              .formatted(host, identity.timeline(), known.host(), known.identity().timeline()),
          PSQLState.CONNECTION_REJECTED);
    }
  }

  private void forgetClosed() {
    connections.keySet().removeIf(PrimaryTracker::isClosed);
  }

  private List<Connection> removeReplaced(PrimaryIdentity identity) {
    List<Connection> replaced = new ArrayList<>();
    connections
        .entrySet()
        .removeIf(each -> each.getValue().isReplacedBy(identity) && replaced.add(each.getKey()));
    return replaced;
  }

  private static boolean isClosed(Connection connection) {
    try {
      return connection.isClosed();
    } catch (SQLException e) {
      return true;
    }
  }

  /** Closes the socket, on a thread of its own, since TLS may wait for the other side. */
  private static void abort(Connection connection) {
    try {
      connection.abort(Thread::startVirtualThread);
    } catch (SQLException e) {
      log.debug("A connection could not be aborted ({})", e.getMessage());
    }
  }
}
