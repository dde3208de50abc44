package io.jobwheel.store.database;

import com.zaxxer.hikari.HikariDataSource;
import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.sql.StoreReader;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** Opens PostgreSQL stores, whose databases are migrated, for tests. */
public final class PostgresStores {

  private PostgresStores() {}

  /** The defaults of properties. */
  public static StoreProperties properties(String url) {
    return new StoreProperties(
        url, null, null, "jobwheel", 4, 2, 1000, 50_000, Duration.ofSeconds(10));
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

  public static TestStore open(String url) {
    return open(url, Ticker.system());
  }

  /** With steady time of its own. */
  public static TestStore open(String url, Ticker ticker) {
    Database database = PostgresDatabase.connect(properties(url), InstantSource.system(), ticker);
    HikariDataSource readers = database.readers();
    return new TestStore(
        database, new StoreReader(readers, database.dialect()), ticker, readers::close);
  }

  public static PostgresDatabase connect(StoreProperties properties) {
    return PostgresDatabase.connect(properties, InstantSource.system(), Ticker.system());
  }
}
