package io.jobwheel.store.database.postgres;

import com.zaxxer.hikari.HikariDataSource;
import io.jobwheel.store.PostgresServers;
import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.database.Database;
import io.jobwheel.store.database.StoreProperties;
import io.jobwheel.store.sql.StoreReader;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** Opens PostgreSQL stores, whose databases are migrated, for tests. */
public final class PostgresStores {

  // TRUNCATE would write new files for all tables and indexes
  private static final String EMPTY =
      """
      SET lock_timeout = '10s';
      SET session_replication_role = replica; -- in any order
      DO $$
        DECLARE name text;
        BEGIN
          FOR name IN SELECT tablename FROM pg_tables
            WHERE schemaname = 'jobwheel' AND tablename <> 'flyway_schema_history'
          LOOP
            EXECUTE format('DELETE FROM jobwheel.%I', name);
          END LOOP;
        END $$;
      INSERT INTO jobwheel.backlog_count TABLE first_count;
      """;

  private PostgresStores() {}

  /** A database that tests use one after another. */
  private static final class Shared {
    static final String URL = create();

    private static String create() {
      String url = PostgresServers.newDatabase();
      // the only row that a migration inserts
      PostgresServers.execute(url, "CREATE TABLE first_count AS TABLE jobwheel.backlog_count");
      return url;
    }
  }

  /** The defaults of properties. */
  public static StoreProperties properties(String url) {
    return new StoreProperties(
        url,
        null,
        Duration.ofSeconds(10),
        null,
        null,
        "jobwheel",
        4,
        2,
        1000,
        50_000,
        Duration.ofSeconds(10));
  }

  /** Migrates an empty database. */
  public static void migrate(String url) {
    try (Database database = connect(properties(url))) {
      FluentConfiguration migration =
          Flyway.configure().locations("classpath:db/migration/postgresql");
      database.configure(migration);
      migration.load().migrate();
    }
  }

  /**
   * Opens an empty store, on a database that the stores of this JVM use one after another: emptying
   * it costs less than a new one. The one before must be closed.
   */
  public static TestStore openEmpty() {
    PostgresServers.execute(Shared.URL, EMPTY);
    return open(Shared.URL);
  }

  /** Opens the store of the last {@link #openEmpty()}, with its rows. */
  public static TestStore openAgain() {
    return open(Shared.URL);
  }

  public static TestStore open(String url) {
    return open(url, Ticker.system());
  }

  /** With steady time of its own. */
  public static TestStore open(String url, Ticker ticker) {
    Database database = PostgresDatabase.connect(properties(url), InstantSource.system(), ticker);
    HikariDataSource readers = database.readers();
    return new TestStore(
        database,
        new StoreReader(readers, database.dialect()),
        ticker,
        () -> {
          readers.close();
          database.close();
        });
  }

  public static PostgresDatabase connect(StoreProperties properties) {
    return PostgresDatabase.connect(properties, InstantSource.system(), Ticker.system());
  }
}
