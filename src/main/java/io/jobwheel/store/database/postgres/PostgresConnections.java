package io.jobwheel.store.database.postgres;

import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.database.StoreProperties;
import io.jobwheel.store.failover.PrimaryConnections;
import io.jobwheel.store.sql.PostgresDialect;
import io.jobwheel.time.Ticker;
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
 * Opens connections with the settings that the store needs, whatever the defaults of the server,
 * the database and the role, or the URL. Thread-safe.
 */
public final class PostgresConnections {

  // Writers find rows by an index. Statistics of a queue are always old: if they show a short table
  // or no running jobs, a scan seems cheaper.
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
  // another server may answer
  private static final Duration SEVERAL_CONNECT_LIMIT = Duration.ofSeconds(2);

  private final PostgresUrl url;
  private final StoreProperties properties;
  private final PrimaryConnections primary;
  private final String setUp;

  public PostgresConnections(PostgresUrl url, StoreProperties properties, Ticker ticker) {
    this.url = url;
    this.properties = properties;
    this.primary = new PrimaryConnections(url.hosts(), host -> connect(host, "search"), ticker);
    this.setUp =
        """
        -- only the timeouts of the service apply; first, so that the other settings cannot time out
        SET statement_timeout = 0;
        SET lock_timeout = 0;
        SET idle_session_timeout = 0;
        SELECT set_config('transaction_timeout', '0', false)
        WHERE current_setting('server_version_num')::integer >= 170000;
        -- a process that hangs within a transaction must not keep its locks
        SET idle_in_transaction_session_timeout = '5s';
        -- a transaction that has waited for a lock must see what its holder committed
        SET default_transaction_isolation = 'read committed';
        SET default_transaction_read_only = off;
        SET default_transaction_deferrable = off;
        SET search_path TO %s;
        SET client_encoding = 'UTF8';
        SET TimeZone = 'UTC';
        -- rows are sent as arrays, in which NULL is not a text
        SET array_nulls = on;
        SET standard_conforming_strings = on;
        -- a plan that was made for empty tables must not be kept when they are full
        SET plan_cache_mode = force_custom_plan;
        -- accepted jobs are on disk, whatever the default of the server
        SELECT set_config('synchronous_commit', 'on', false)
        WHERE current_setting('synchronous_commit') = 'off';
        -- otherwise foreign keys neither check nor cascade; only a superuser may set it
        SELECT set_config('session_replication_role', 'origin', false)
        WHERE current_setting('session_replication_role') <> 'origin';
        """
            .formatted(quoted(properties.schema()));
  }

  /** Returns a name as a quoted SQL identifier. */
  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /**
   * Opens a connection to the primary server: a standby that answers in its place would show what
   * was, and take no writes.
   *
   * @param use the purpose, shown by the server to its operators
   * @param limit the maximum time to wait for an answer; the connection is unusable after it
   */
  Connection open(String use, Duration limit) throws SQLException {
    Connection connection = primary.open(host -> setUp(connect(host, use), limit));
    return limit(connection, limit); // last, so that a server that falls silent before is given up
  }

  /** Opens a connection for the checks at the start, which reject a single standby. */
  Connection openForStart(Duration limit) throws SQLException {
    return url.hosts().size() > 1
        ? open("start", limit)
        : limit(setUp(connect(url.hosts().getFirst(), "start"), limit), limit);
  }

  /**
   * Opens a connection for reading to a standby, or to the primary if there is no standby.
   *
   * @param use the purpose, shown by the server to its operators
   * @param limit the maximum time to wait for an answer; the connection is unusable after it
   */
  Connection openStandby(String use, Duration limit) throws SQLException {
    Properties several = new Properties();
    several.setProperty("targetServerType", "preferSecondary"); // unless the address says otherwise
    return limit(setUp(connect(url.text(), use, several), limit), limit);
  }

  /** Returns what keeps all connections with the primary. */
  PrimaryConnections primary() {
    return primary;
  }

  private Connection connect(String host, String use) throws SQLException {
    return connect(url.at(host), use, new Properties());
  }

  private Connection connect(String text, String use, Properties settings) throws SQLException {
    if (properties.username() != null) {
      settings.setProperty("user", properties.username());
    }
    if (properties.password() != null) {
      settings.setProperty("password", properties.password());
    }
    settings.setProperty("ApplicationName", "jobwheel " + use);
    Duration connectLimit = url.hosts().size() > 1 ? SEVERAL_CONNECT_LIMIT : CONNECT_LIMIT;
    String seconds = Long.toString(connectLimit.toSeconds());
    settings.setProperty("connectTimeout", seconds);
    settings.setProperty("sslResponseTimeout", Long.toString(connectLimit.toMillis()));
    settings.setProperty("socketTimeout", seconds); // until limit() replaces it
    settings.setProperty("loginTimeout", Long.toString(CONNECT_LIMIT.toSeconds()));
    settings.setProperty("tcpKeepAlive", "true");
    settings.setProperty("binaryTransferEnable", PostgresDialect.BINARY_TYPES);
    Connection connection = new Driver().connect(text, settings);
    if (connection == null) {
      throw new PSQLException(
          "The driver does not accept " + url, PSQLState.CONNECTION_UNABLE_TO_CONNECT);
    }
    return connection;
  }

  /** Opens a connection for writing. */
  public Connection openWriter(String use, Duration limit) throws SQLException {
    return set(open(use, limit), WRITE_BY_INDEX + "; " + PostgresTimeouts.WRITER_LOCKS);
  }

  private Connection setUp(Connection connection, Duration limit) throws SQLException {
    PostgresTimeouts.watchClient(connection);
    return set(connection, setUp + PostgresTimeouts.statements(limit));
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

  private static Connection limit(Connection connection, Duration limit) throws SQLException {
    try {
      connection.setNetworkTimeout(Runnable::run, Math.toIntExact(limit.toMillis()));
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Returns a data source for a pool. */
  DataSource source(String use, Duration limit) {
    return source(() -> open(use, limit));
  }

  /** Returns a data source for a pool of connections to a standby. */
  DataSource standbySource(String use, Duration limit) {
    return source(() -> openStandby(use, limit));
  }

  /** Returns a data source for migrations. */
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
