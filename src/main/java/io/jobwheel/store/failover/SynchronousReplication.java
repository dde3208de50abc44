package io.jobwheel.store.failover;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Whether the primary waits for standbys before it acknowledges a commit, as of the last round
 * trip. A cluster manager may switch it off when it has no standby left. Thread-safe.
 */
public final class SynchronousReplication {

  private static final String ASK =
      """
      SELECT coalesce(current_setting('synchronous_standby_names', true), '') <> ''
        AND current_setting('synchronous_commit', true) NOT IN ('off', 'local')
      """;

  private volatile double state = Double.NaN;

  /** Makes a round trip to the server. */
  public void ask(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(ASK)) {
      row.next();
      state = row.getBoolean(1) ? 1 : 0;
    }
  }

  /** Notes that the connection is lost. */
  public void lost() {
    state = Double.NaN;
  }

  /** Returns 1 if it waits, 0 if it does not, and NaN while the server does not answer. */
  public double state() {
    return state;
  }
}
