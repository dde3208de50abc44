package io.jobwheel.store.database.postgres;

import static java.util.Objects.requireNonNull;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.jobwheel.store.database.StoreProperties;
import io.jobwheel.store.database.StoreUrlException;
import io.jobwheel.store.replica.Replica;
import io.jobwheel.store.sql.PostgresDialect;
import io.jobwheel.store.sql.StoreReader;
import io.jobwheel.time.Ticker;
import java.time.Duration;

/**
 * A standby of the PostgreSQL database: connections for reading, and the age of its data. It need
 * not be there at the start. Thread-safe.
 */
public final class PostgresStandby implements AutoCloseable {

  // short, since the primary is read instead
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int POOL_WAIT_MILLIS = 1_000;
  private static final int VALIDATION_MILLIS = 500;

  private final HikariDataSource pool;
  private final Replica replica;

  private PostgresStandby(HikariDataSource pool, Replica replica) {
    this.pool = pool;
    this.replica = replica;
  }

  /**
   * Opens the standby of the properties, which have one.
   *
   * @throws StoreUrlException if its URL cannot be used, or the store is a file
   */
  public static PostgresStandby open(StoreProperties properties, Ticker ticker) {
    PostgresUrl url = PostgresUrl.of(requireNonNull(properties.readUrl()));
    if (!properties.url().startsWith(PostgresUrl.PREFIX)) {
      throw new StoreUrlException(
          url.toString(),
          "jobwheel.store.read-url names a standby of a PostgreSQL database, but the store is a"
              + " file.");
    }
    PostgresConnections connections = new PostgresConnections(url, properties, ticker);
    HikariConfig config = new HikariConfig();
    config.setPoolName("jobwheel-store-standby");
    config.setDataSource(connections.standbySource("standby", LIMIT));
    config.setMaximumPoolSize(properties.readers());
    config.setMinimumIdle(0);
    config.setConnectionTimeout(POOL_WAIT_MILLIS);
    config.setValidationTimeout(VALIDATION_MILLIS);
    config.setInitializationFailTimeout(-1); // it may be away
    return new PostgresStandby(
        new HikariDataSource(config),
        Replica.start(
            () -> connections.openStandby("lag", LIMIT), properties.maxReadLag(), ticker));
  }

  public StoreReader reader() {
    return new StoreReader(pool, new PostgresDialect());
  }

  public Replica replica() {
    return replica;
  }

  @Override
  public void close() {
    replica.close();
    pool.close();
  }
}
