package io.jobwheel.store.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The limits that the server enforces on a session. A statement ends on the server before the
 * client gives its connection up, so that no backend works for a client that has gone on to another
 * connection.
 */
final class PostgresTimeouts {

  /** Longer than transactions of other nodes take, and short for a caller that waits. */
  static final String WRITER_LOCKS = "SET lock_timeout = '500ms'";

  /** While a migration waits for its lock on a table, all others wait behind it. */
  static final String MIGRATION_LOCKS = "SET lock_timeout = '10s'";

  private static final Logger log = LoggerFactory.getLogger(PostgresTimeouts.class);

  // A server ends what it does for a client that is gone, and looks for clients that are silent.
  // Not every platform and not every relative of PostgreSQL has these.
  private static final String GONE_CLIENTS =
      """
      SET client_connection_check_interval = '1s';
      SET tcp_keepalives_idle = 30;
      SET tcp_keepalives_interval = 10;
      SET tcp_keepalives_count = 3;
      SET tcp_user_timeout = '60s';
      """;

  private PostgresTimeouts() {}

  /**
   * Sets the limits of a session whose client waits so long for an answer. A read waits only for
   * locks on whole tables, such as a migration takes.
   */
  static String statements(Duration answer) {
    return "SET statement_timeout = %d; SET lock_timeout = '1s'"
        .formatted(answer.toMillis() * 3 / 4);
  }

  /** Makes the server find out when the client is gone, if it can. */
  static void watchClient(Connection connection) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(GONE_CLIENTS);
    } catch (SQLException e) {
      log.debug("The server does not watch its clients ({})", e.getMessage());
    }
  }
}
