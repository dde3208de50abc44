package io.jobwheel.store.database;

import com.zaxxer.hikari.HikariDataSource;
import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.sql.StoreReader;
import io.jobwheel.time.Ticker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.flywaydb.core.Flyway;

/** Opens migrated SQLite stores for tests. */
public final class SqliteStores {

  private SqliteStores() {}

  public static SqliteFile file(Path folder) {
    return SqliteFile.of("jdbc:sqlite:" + folder.resolve("jobwheel.db"));
  }

  public static HikariDataSource migrated(SqliteFile file) {
    HikariDataSource readers = SqliteConnections.readers(file, 4);
    Flyway.configure()
        .dataSource(readers)
        .locations("classpath:db/migration/sqlite")
        .load()
        .migrate();
    return readers;
  }

  public static TestStore open(SqliteFile file) {
    return open(file, Ticker.system());
  }

  /** With steady time of its own. */
  static TestStore open(SqliteFile file, Ticker ticker) {
    StoreProperties properties =
        new StoreProperties(
            "jdbc:sqlite:" + file.name(),
            null,
            null,
            "jobwheel",
            4,
            2,
            1000,
            50_000,
            Duration.ofSeconds(10));
    Database database = SqliteDatabase.open(properties, InstantSource.system(), ticker);
    HikariDataSource readers = migrated(file);
    return new TestStore(
        database,
        new StoreReader(readers, database.dialect()),
        ticker,
        () -> {
          readers.close();
          database.close();
        });
  }
}
