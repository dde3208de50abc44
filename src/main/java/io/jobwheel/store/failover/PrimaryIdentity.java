package io.jobwheel.store.failover;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Identifies a run of a primary server. Each promotion begins a timeline, so of two primaries of
 * one cluster, the one with the lower timeline was demoted, even if it does not know; see
 * "Timelines" in PostgreSQL's manual.
 *
 * @param system the identifier that the servers of a cluster share; 0 if the database hides it
 * @param timeline the timeline of its writes; 0 if the database hides it
 * @param startedAt when the server was started, by its clock, in microseconds since the epoch
 */
record PrimaryIdentity(long system, int timeline, long startedAt) {

  private static final Logger log = LoggerFactory.getLogger(PrimaryIdentity.class);

  /** The identity of a database that hides its own: it is neither compared nor replaced. */
  static final PrimaryIdentity UNKNOWN = new PrimaryIdentity(0, 0, 0);

  private static final String IDENTITY =
      """
      SELECT system_identifier, pg_walfile_name(pg_current_wal_insert_lsn()),
        CAST(extract(epoch FROM pg_postmaster_start_time()) * 1000000 AS bigint)
      FROM pg_control_system()
      """;

  private static final String IS_STANDBY = "SELECT pg_is_in_recovery()";

  // undefined function, insufficient privilege, feature not supported: databases compatible with
  // PostgreSQL may hide their log
  private static final Set<String> HIDDEN = Set.of("42883", "42501", "0A000");

  // the name of a file of the log begins with its timeline
  private static final Pattern FILE = Pattern.compile("([0-9A-F]{8})[0-9A-F]+");
  private static final int HEXADECIMAL = 16;

  /**
   * Returns the identity of the server of a connection, which commits by itself.
   *
   * @throws SQLException if it is a standby, or does not answer
   */
  static PrimaryIdentity of(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(IDENTITY)) {
      row.next();
      Matcher file = FILE.matcher(String.valueOf(row.getString(2)));
      return file.matches()
          ? new PrimaryIdentity(
              row.getLong(1), Integer.parseUnsignedInt(file.group(1), HEXADECIMAL), row.getLong(3))
          : UNKNOWN;
    } catch (SQLException e) {
      // a pooler may hide that it is a standby until now: that is another state, 55000
      if (e.getSQLState() == null || !HIDDEN.contains(e.getSQLState())) {
        throw e;
      }
      log.debug("The database does not show its timeline ({})", e.getMessage());
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(IS_STANDBY)) {
      row.next();
      if (row.getBoolean(1)) {
        throw new SQLException("It is a standby");
      }
      return UNKNOWN;
    }
  }

  /** Returns whether both are of one cluster, so that they can be compared. */
  boolean isOfClusterOf(PrimaryIdentity other) {
    return system == other.system;
  }

  /** Returns whether the other was promoted later. Both must be of one cluster. */
  boolean isDemotedBy(PrimaryIdentity other) {
    return Integer.compareUnsigned(timeline, other.timeline) < 0;
  }

  /**
   * Returns whether connections to this one have to end, since the other was promoted or started
   * later, or belongs to another cluster.
   */
  boolean isReplacedBy(PrimaryIdentity other) {
    return system != 0
        && other.system != 0
        && (!isOfClusterOf(other) || isDemotedBy(other) || isEarlierRunOf(other));
  }

  private boolean isEarlierRunOf(PrimaryIdentity other) {
    return timeline == other.timeline && startedAt < other.startedAt;
  }
}
