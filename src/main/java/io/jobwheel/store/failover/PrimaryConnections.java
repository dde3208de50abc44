package io.jobwheel.store.failover;

import io.jobwheel.time.Ticker;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the connections of this node, all of them to the same server: the primary. If another one
 * becomes the primary, the connections to the old one are aborted. Thread-safe.
 */
public final class PrimaryConnections {

  private static final Logger log = LoggerFactory.getLogger(PrimaryConnections.class);

  /** Opens a connection to a host. */
  @FunctionalInterface
  public interface HostOpener {
    Connection open(String host) throws SQLException;
  }

  private final List<String> hosts;
  private final PrimaryTracker tracker = new PrimaryTracker();
  private final PrimarySearch search;

  /**
   * Creates it without a connection.
   *
   * @param hosts at least one
   * @param opener opens connections that are used once, to ask a host whether it is the primary
   */
  public PrimaryConnections(List<String> hosts, HostOpener opener, Ticker ticker) {
    this.hosts = List.copyOf(hosts);
    this.search =
        new PrimarySearch(
            this.hosts,
            host -> {
              try (Connection connection = opener.open(host)) {
                requirePrimary(host, connection);
                tracker.observe(host, PrimaryIdentity.of(connection));
              }
            },
            ticker);
  }

  /**
   * Opens a connection to the primary. The host that was the primary last time is tried first; if
   * it fails, all are asked.
   *
   * @throws SQLException if there is no primary; after at most some seconds
   */
  public Connection open(HostOpener opener) throws SQLException {
    if (!hasSeveralHosts()) {
      return open(hosts.getFirst(), opener);
    }
    Optional<String> known = tracker.host();
    if (known.isPresent()) {
      try {
        return open(known.get(), opener);
      } catch (SQLException e) {
        log.debug("{} is not the primary any more ({})", known.get(), e.getMessage());
        tracker.unreachable(known.get());
      }
    }
    String found = search.find();
    return open(tracker.host().orElse(found), opener); // a newer one may have answered after it
  }

  /** Returns whether there are several hosts, so that another one can be the primary. */
  boolean hasSeveralHosts() {
    return hosts.size() > 1;
  }

  /**
   * Looks for the primary, so that connections to another server are aborted. Called when one of
   * them does not answer.
   */
  public void check() {
    try {
      log.debug("The primary is {}", search.find());
    } catch (SQLException e) {
      log.debug("The primary is not found ({})", e.getMessage());
    }
  }

  /** Returns how often another server, or another run of it, was found to be the primary. */
  public long failovers() {
    return tracker.failovers();
  }

  private Connection open(String host, HostOpener opener) throws SQLException {
    Connection connection = opener.open(host);
    try {
      requirePrimary(host, connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return tracker.add(host, connection);
  }

  /** The server reports whether it is a standby, and ends all sessions before it becomes one. */
  private static void requirePrimary(String host, Connection connection) throws SQLException {
    if ("on".equals(connection.unwrap(PGConnection.class).getParameterStatus("in_hot_standby"))) {
      throw new PSQLException(host + " is a standby", PSQLState.CONNECTION_REJECTED);
    }
  }
}
