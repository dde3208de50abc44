package io.jobwheel.store.database;

import io.jobwheel.store.commit.WriterSession;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import javax.sql.DataSource;
import org.postgresql.Driver;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.springframework.jdbc.datasource.AbstractDriverBasedDataSource;

/**
 * Opens connections that are set up as the registry needs them, whatever the defaults of the
 * server, the database and the role, or what the URL says. Safe from any thread.
 */
public final class PostgresConnections {

  // Whatever a writer changes it finds by an index. Statistics of a queue are always old: they may
  // say that a table is short or that nothing runs, and a scan would seem cheaper.
  private static final String WRITE_BY_INDEX =
      """
      SET enable_seqscan = off;
      SET enable_hashjoin = off;
      SET enable_mergejoin = off;
      SET enable_indexscan = on;
      SET enable_nestloop = on
      """;

  // Flyway holds its lock in a transaction that idles while another connection migrates.
  private static final String IDLE_IN_TRANSACTION = "SET idle_in_transaction_session_timeout = 0";

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

  private final PostgresUrl url;
  private final StoreProperties properties;
  private final String setUp;

  public PostgresConnections(PostgresUrl url, StoreProperties properties) {
    this.url = url;
    this.properties = properties;
    this.setUp =
        """
        -- no timeouts but those of the service; they come first, for the others could run into them
        SET statement_timeout = 0;
        SET lock_timeout = 0;
        SET idle_session_timeout = 0;
        SELECT set_config('transaction_timeout', '0', false)
        WHERE current_setting('server_version_num')::integer >= 170000;
        -- a process that hangs within a transaction must not keep its locks
        SET idle_in_transaction_session_timeout = '5s';
        -- a transaction that has waited for a lock has to see what its holder committed
        SET default_transaction_isolation = 'read committed';
        SET default_transaction_read_only = off;
        SET default_transaction_deferrable = off;
        SET search_path TO %s;
        SET client_encoding = 'UTF8';
        SET TimeZone = 'UTC';
        -- rows travel as arrays, in which a null is not the word
        SET array_nulls = on;
        SET standard_conforming_strings = on;
        -- a plan that was made for empty tables must not be kept when they are full
        SET plan_cache_mode = force_custom_plan;
        -- what is accepted is on disk, whatever the server's default
        SELECT set_config('synchronous_commit', 'on', false)
        WHERE current_setting('synchronous_commit') = 'off';
        -- else no foreign key is checked and no row goes with its job; only a superuser may set it
        SELECT set_config('session_replication_role', 'origin', false)
        WHERE current_setting('session_replication_role') <> 'origin';
        """
            .formatted(quoted(properties.schema()));
  }

  /** A name as SQL takes it, whatever is in it. */
  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /**
   * A new connection.
   *
   * @param use is shown by the server, for its operators
   * @param limit how long an answer may take; the connection is of no use after it
   */
  Connection open(String use, Duration limit) throws SQLException {
    Properties settings = new Properties();
    if (properties.username() != null) {
      settings.setProperty("user", properties.username());
    }
    if (properties.password() != null) {
      settings.setProperty("password", properties.password());
    }
    settings.setProperty("ApplicationName", "jobwheel " + use);
    settings.setProperty("connectTimeout", Long.toString(CONNECT_LIMIT.toSeconds()));
    settings.setProperty("loginTimeout", Long.toString(CONNECT_LIMIT.toSeconds()));
    settings.setProperty("socketTimeout", Long.toString(limit.toSeconds()));
    settings.setProperty("tcpKeepAlive", "true");
    Connection connection = new Driver().connect(url.text(), settings);
    if (connection == null) {
      throw new PSQLException("The driver refuses " + url, PSQLState.CONNECTION_UNABLE_TO_CONNECT);
    }
    PostgresTimeouts.watchClient(connection);
    return set(connection, setUp + PostgresTimeouts.statements(limit));
  }

  /** The same, for writing. */
  public Connection openWriter(String use, Duration limit) throws SQLException {
    return set(open(use, limit), WRITE_BY_INDEX + "; " + PostgresTimeouts.WRITER_LOCKS);
  }

  private static Connection set(Connection connection, String settings) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      connection.setReadOnly(false);
      statement.execute(settings);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Connections as a source, for a pool. */
  DataSource source(String use, Duration limit) {
    return source(() -> open(use, limit));
  }

  /** Connections as a source, for migrations. */
  DataSource migrations(String use, Duration limit) {
    return source(
        () -> set(open(use, limit), IDLE_IN_TRANSACTION + "; " + PostgresTimeouts.MIGRATION_LOCKS));
  }

  private static DataSource source(WriterSession.Opener opener) {
    return new AbstractDriverBasedDataSource() {
      @Override
      protected Connection getConnectionFromDriver(Properties ignored) throws SQLException {
        return opener.open();
      }
    };
  }
}
