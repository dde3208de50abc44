package io.jobwheel.store.failover;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Identifies a run of a primary server. Each promotion begins a timeline, so of two primaries with
 * the same data, the one with the lower timeline was demoted, even if it does not know; see
 * "Timelines" in PostgreSQL's manual.
 *
 * @param system the identifier that a server shares with its standbys; 0 if unknown
 * @param timeline the timeline of its writes; 0 if unknown
 * @param startedAt when the server was started, in microseconds since the epoch
 */
record PrimaryIdentity(long system, int timeline, long startedAt) {

  private static final Logger log = LoggerFactory.getLogger(PrimaryIdentity.class);

  private static final String STARTED_AT =
      "CAST(extract(epoch FROM pg_postmaster_start_time()) * 1000000 AS bigint)";

  private static final String ALL =
      "SELECT system_identifier, pg_walfile_name(pg_current_wal_insert_lsn()), "
          + STARTED_AT
          + " FROM pg_control_system()";

  // object_not_in_prerequisite_state
  private static final String IN_RECOVERY = "55000";

  // the name of a file of the log begins with its timeline
  private static final int TIMELINE_DIGITS = 8;
  private static final int HEXADECIMAL = 16;

  /**
   * Returns the identity of the server of a connection, which commits by itself.
   *
   * @throws SQLException if it is a standby, or the connection is broken
   */
  static PrimaryIdentity of(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(ALL)) {
      row.next();
      String timeline = row.getString(2).substring(0, TIMELINE_DIGITS);
      return new PrimaryIdentity(
          row.getLong(1), Integer.parseUnsignedInt(timeline, HEXADECIMAL), row.getLong(3));
    } catch (SQLException e) {
      // a pooler may hide that it is a standby until now
      if (IN_RECOVERY.equals(e.getSQLState()) || !connection.isValid(1)) {
        throw e;
      }
      // some databases compatible with PostgreSQL hide their log
      log.debug("The server does not show its timeline ({})", e.getMessage());
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT " + STARTED_AT)) {
      row.next();
      return new PrimaryIdentity(0, 0, row.getLong(1));
    }
  }

  /** Returns whether the other was promoted after this one, from the same data. */
  boolean isSupersededBy(PrimaryIdentity other) {
    return system == other.system && Integer.compareUnsigned(timeline, other.timeline) < 0;
  }
}
