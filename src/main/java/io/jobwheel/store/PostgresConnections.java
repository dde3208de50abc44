package io.jobwheel.store;

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

/** Opens connections that are set up as the registry needs them. Safe from any thread. */
final class PostgresConnections {

  // Whatever a writer changes it finds by an index. Statistics of a queue are always old: they may
  // say that a table is short or that nothing runs, and a scan would seem cheaper.
  private static final String WRITE_BY_INDEX =
      "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off";

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

  private final PostgresUrl url;
  private final StoreProperties properties;
  private final String setUp;

  PostgresConnections(PostgresUrl url, StoreProperties properties) {
    this.url = url;
    this.properties = properties;
    this.setUp =
        """
        SET search_path TO %s;
        -- a plan that was made for empty tables must not be kept when they are full
        SET plan_cache_mode = force_custom_plan;
        -- a process that hangs within a transaction must not keep its locks
        SET idle_in_transaction_session_timeout = '5s';
        -- what is accepted is on disk, whatever the server's default
        SELECT set_config('synchronous_commit', 'on', false)
        WHERE current_setting('synchronous_commit') = 'off';
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
    return open(use, limit, PostgresTimeouts.READ_LOCK);
  }

  /** The same, with another limit on how long a statement waits for a lock. */
  Connection open(String use, Duration limit, Duration lock) throws SQLException {
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
    try (Statement statement = connection.createStatement()) {
      statement.execute(setUp + PostgresTimeouts.sql(limit, lock));
      PostgresTimeouts.watchClient(connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  /** The same, for writing. */
  Connection openWriter(String use, Duration limit) throws SQLException {
    Connection connection = open(use, limit, PostgresTimeouts.WRITE_LOCK);
    try (Statement statement = connection.createStatement()) {
      statement.execute(WRITE_BY_INDEX);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** The same, for changing the tables: each step may take up to the limit, idle or not. */
  Connection openMigration(Duration limit) throws SQLException {
    Connection connection = open("migration", limit, PostgresTimeouts.MIGRATION_LOCK);
    try (Statement statement = connection.createStatement()) {
      // one of several connections holds the lock of the migration, and does nothing else
      statement.execute("SET idle_in_transaction_session_timeout = 0");
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Connections of an opener as a source, for a pool and for migrations. */
  static DataSource source(WriterSession.Opener opener) {
    return new AbstractDriverBasedDataSource() {
      @Override
      protected Connection getConnectionFromDriver(Properties ignored) throws SQLException {
        return opener.open();
      }
    };
  }
}
