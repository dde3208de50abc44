package io.jobwheel.store.database.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks whether a server can hold the store. */
final class PostgresServer {

  private static final Logger log = LoggerFactory.getLogger(PostgresServer.class);

  private static final int OLDEST = 15;
  // a prepared statement exists already, or does not: the session had another client
  private static final Set<String> FOREIGN_STATEMENTS = Set.of("42P05", "26000");

  // the pooler may have given the session of the first to another client
  private static final int SESSION_CHECKS = 3;

  private static final String ENCODING = "UTF8";

  private PostgresServer() {}

  /**
   * Returns if the server can be used. Logs a warning if {@code fsync} is off.
   *
   * @throws StoreServerException if it is too old, read-only, or not encoded in UTF-8
   */
  static void check(PostgresUrl url, Connection connection) throws SQLException {
    int version = connection.getMetaData().getDatabaseMajorVersion();
    if (version < OLDEST) {
      throw new StoreServerException(
          url,
          "it is PostgreSQL %d.".formatted(version),
          "Use PostgreSQL %d or later.".formatted(OLDEST));
    }
    String encoding = setting(connection, "server_encoding");
    if (!ENCODING.equals(encoding)) {
      throw new StoreServerException(
          url,
          "its encoding is %s, which does not hold every text.".formatted(encoding),
          "Create a database with CREATE DATABASE <name> TEMPLATE template0 ENCODING '%s', move"
                  .formatted(ENCODING)
              + " what you want to keep by pg_dump and pg_restore, and set jobwheel.store.url to"
              + " it.");
    }
    if ("on".equals(setting(connection, "transaction_read_only"))) {
      throw new StoreServerException(
          url,
          "it takes no writes; it may be a standby.",
          "Set jobwheel.store.url to the primary server, or name all servers in it.");
    }
    if ("off".equals(setting(connection, "fsync"))) {
      log.warn("{} runs with fsync=off: a power failure can lose accepted jobs", url);
    }
  }

  /**
   * Returns if each connection has a session of its own on the server. Notifications, settings and
   * prepared statements belong to a session, and a pooler that assigns one for each transaction
   * loses them.
   *
   * @throws StoreServerException if the first gets another session while the second uses its own
   */
  static void requireSessions(PostgresUrl url, Connection first, Connection second)
      throws SQLException {
    for (int round = 0; round < SESSION_CHECKS; round++) {
      int before = session(first);
      second.setAutoCommit(false);
      session(second); // which a pooler takes from the first, and the transaction keeps
      int after = session(first);
      second.rollback();
      second.setAutoCommit(true);
      if (before != after) {
        throw sharesSessions(url);
      }
    }
  }

  /** Returns the exception of a start that failed for that reason. */
  static StoreServerException startFailure(PostgresUrl url, SQLException failure) {
    String state = failure.getSQLState();
    return state != null && FOREIGN_STATEMENTS.contains(state)
        ? sharesSessions(url)
        : new StoreServerException(url, failure);
  }

  private static StoreServerException sharesSessions(PostgresUrl url) {
    return new StoreServerException(
        url,
        "a pooler gives its connections another session for each transaction.",
        "Set pool_mode=session in PgBouncer, or set jobwheel.store.url to the server itself.");
  }

  private static int session(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      return row.getInt(1);
    }
  }

  /**
   * Creates the schema if it is missing, by one node at a time: {@code IF NOT EXISTS} alone fails
   * if two nodes create it concurrently.
   */
  static void makeSchema(Connection connection, String schema) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement lock = connection.createStatement();
        PreparedStatement find =
            connection.prepareStatement("SELECT 1 FROM pg_namespace WHERE nspname = ?");
        Statement create = connection.createStatement()) {
      lock.execute(
          "SET LOCAL lock_timeout = '10s'; SELECT pg_advisory_xact_lock(hashtext('jobwheel"
              + " schema'))");
      find.setString(1, schema);
      try (ResultSet found = find.executeQuery()) {
        if (!found.next()) {
          create.execute("CREATE SCHEMA " + PostgresConnections.quoted(schema));
        }
      }
      connection.commit();
    }
  }

  private static String setting(Connection connection, String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW " + name)) {
      row.next();
      return row.getString(1);
    }
  }
}
