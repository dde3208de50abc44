package io.jobwheel.store;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** Opens migrated PostgreSQL stores for tests. */
final class PostgresStores {

  private PostgresStores() {}

  /** What a test does not say. */
  static StoreProperties properties(String url) {
    return new StoreProperties(
        url, null, null, "jobwheel", 4, 2, 1000, 50_000, Duration.ofSeconds(10));
  }

  static HikariDataSource migrated(Database database) {
    HikariDataSource readers = database.readers();
    FluentConfiguration migration =
        Flyway.configure().dataSource(readers).locations("classpath:db/migration/postgresql");
    database.configure(migration);
    migration.load().migrate();
    return readers;
  }

  static Registry open(String url) {
    Database database = PostgresDatabase.connect(properties(url));
    HikariDataSource readers = migrated(database);
    return new Registry(database, new Reads(readers, database.dialect()), readers::close);
  }
}
