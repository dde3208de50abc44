package io.jobwheel.store.sql;

import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Types;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** PostgreSQL: many nodes and connections, which share the clock of the server. */
public final class PostgresDialect implements Dialect {

  /** The types whose parameters the driver sends in binary form only on request. */
  public static final String BINARY_TYPES = String.valueOf(UuidArray.OID);

  // The classes of SQLSTATE that are caused by the statement, see appendix A of PostgreSQL's
  // manual:
  // feature not supported, cardinality, data, integrity, check option of a view, program limit;
  // and what a trigger raises without a state of its own.
  private static final Set<String> REFUSALS = Set.of("0A", "21", "22", "23", "44", "54", "P0");

  private static final String DEADLOCK = "40P01";
  private static final String LOCK_NOT_AVAILABLE = "55P03";

  // connection exceptions are class 08; these are sent when a server ends a session
  private static final Set<String> ENDED_SESSIONS =
      Set.of("57P01", "57P02", "57P03", "57P05", "25P03", "25P04");

  // the server is a standby: it was the primary before, or there is another one now
  private static final String READ_ONLY = "25006";

  // a warning without a state of its own, and the end of the session during the wait
  private static final Set<String> NOT_REPLICATED = Set.of("01000", "57P01");

  private static final String OUTCOME_UNKNOWN = "08007";

  private static final int ALIVE_SECONDS = 2;

  @Override
  public void bind(PreparedStatement statement, int index, @Nullable UUID id) throws SQLException {
    statement.setObject(index, id, Types.OTHER);
  }

  @Override
  public void bind(PreparedStatement statement, int index, @Nullable String text)
      throws SQLException {
    statement.setString(index, text == null ? null : storable(text));
  }

  @Override
  public @Nullable UUID id(ResultSet row, int column) throws SQLException {
    return row.getObject(column, UUID.class);
  }

  @Override
  public RowBatch batch(Connection connection, BatchSql sql) throws SQLException {
    return new ArrayRowBatch(connection.prepareStatement(sql.all()), sql.columns());
  }

  @Override
  public String nowMicros() {
    return "CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint)";
  }

  @Override
  public String before(String text, String character) {
    return "split_part(%s, '%s', 1)".formatted(text, character);
  }

  @Override
  public String forUpdate() {
    return "FOR UPDATE";
  }

  @Override
  public String forNoKeyUpdate() {
    return "FOR NO KEY UPDATE";
  }

  @Override
  public String forKeyShare() {
    return "FOR KEY SHARE";
  }

  @Override
  public String skipLocked() {
    return "FOR UPDATE SKIP LOCKED";
  }

  @Override
  public boolean exclusive() {
    return false;
  }

  @Override
  public boolean isOutage(SQLException failure) {
    String state = failure.getSQLState();
    return state == null || state.length() != 5 || !REFUSALS.contains(state.substring(0, 2));
  }

  @Override
  public boolean isLocked(SQLException failure) {
    return LOCK_NOT_AVAILABLE.equals(failure.getSQLState());
  }

  @Override
  public boolean isLost(SQLException failure) {
    String state = failure.getSQLState();
    return state != null
        && (state.startsWith("08") || state.equals(READ_ONLY) || ENDED_SESSIONS.contains(state))
        && !(failure.getCause() instanceof SocketTimeoutException);
  }

  @Override
  public boolean isAlive(Connection connection) {
    try {
      return connection.isValid(ALIVE_SECONDS);
    } catch (SQLException e) {
      return false;
    }
  }

  @Override
  public boolean isConflict(SQLException failure) {
    String state = failure.getSQLState();
    return CONFLICT.equals(state) || DEADLOCK.equals(state);
  }

  /**
   * {@inheritDoc}
   *
   * <p>A commit that waits for a synchronous standby, and is cancelled, succeeds with a warning: it
   * is on the disk of this server only. See {@code SyncRepWaitForLSN} in PostgreSQL's source.
   */
  @Override
  public void requireReplicated(Connection committed) throws SQLException {
    SQLWarning warning = committed.getWarnings();
    if (warning == null) {
      return;
    }
    committed.clearWarnings();
    for (SQLWarning each = warning; each != null; each = each.getNextWarning()) {
      if (NOT_REPLICATED.contains(each.getSQLState())) {
        throw new SQLException(
            "The commit may not have reached a standby: " + each.getMessage(),
            OUTCOME_UNKNOWN,
            each);
      }
    }
  }

  /** Replaces zero characters, which PostgreSQL cannot store, by U+FFFD. */
  static String storable(String text) {
    return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
  }
}
