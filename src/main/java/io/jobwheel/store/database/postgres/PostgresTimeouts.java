package io.jobwheel.store.database.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The limits that the server enforces on a session. A statement ends on the server before the
 * client gives up the connection, so no backend works for a client that has moved to another
 * connection.
 */
final class PostgresTimeouts {

  /** Longer than transactions of other nodes take, and short for a waiting caller. */
  static final String WRITER_LOCKS = "SET lock_timeout = '500ms'";

  /** Short, since all others queue behind a migration that waits for its lock on a table. */
  static final String MIGRATION_LOCKS = "SET lock_timeout = '10s'";

  private static final Logger log = LoggerFactory.getLogger(PostgresTimeouts.class);

  // The server cancels statements of disconnected clients, and probes silent ones. Some platforms
  // and databases compatible with PostgreSQL lack these settings.
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
   * Returns the limits of a session whose client waits for {@code answer}. A read waits only for
   * locks on whole tables, such as those of a migration.
   */
  static String statements(Duration answer) {
    return "SET statement_timeout = %d; SET lock_timeout = '1s'"
        .formatted(answer.toMillis() * 3 / 4);
  }

  /** Makes the server detect a disconnected client, if it supports that. */
  static void watchClient(Connection connection) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(GONE_CLIENTS);
    } catch (SQLException e) {
      log.debug("The server does not detect disconnected clients ({})", e.getMessage());
    }
  }
}
