package io.jobwheel.store.database.sqlite;

import com.zaxxer.hikari.HikariDataSource;
import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.database.Database;
import io.jobwheel.store.database.StoreProperties;
import io.jobwheel.store.sql.StoreReader;
import io.jobwheel.time.Ticker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import org.flywaydb.core.Flyway;
import org.springframework.util.FileSystemUtils;

/** Opens migrated SQLite stores for tests. */
public final class SqliteStores {

  private static final int READERS = 4;

  private SqliteStores() {}

  public static SqliteFile file(Path folder) {
    return SqliteFile.of("jdbc:sqlite:" + folder.resolve("jobwheel.db"));
  }

  /** An empty store, migrated once for all tests of this JVM. */
  private static final class Template {
    static final byte[] BYTES = migratedFile();
  }

  private static byte[] migratedFile() {
    try {
      Path folder = Files.createTempDirectory("jobwheel-template");
      try {
        SqliteFile file = file(folder);
        migrated(file).close();
        return Files.readAllBytes(file.path());
      } finally {
        FileSystemUtils.deleteRecursively(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes an empty and migrated store to the file unless it exists. Returns whether it was
   * written.
   */
  public static boolean create(SqliteFile file) {
    if (Files.exists(file.path())) {
      return false;
    }
    try {
      Files.write(file.path(), Template.BYTES, StandardOpenOption.CREATE_NEW);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Migrates a file, if necessary, and returns a pool of readers. */
  public static HikariDataSource migrated(SqliteFile file) {
    HikariDataSource readers = SqliteConnections.readers(file, READERS);
    Flyway.configure()
        .dataSource(readers)
        .locations("classpath:db/migration/sqlite")
        .load()
        .migrate();
    return readers;
  }

  /** Opens the store of a file. A missing file is created, and any other migrated. */
  public static TestStore open(SqliteFile file) {
    return open(file, Ticker.system());
  }

  /** With steady time of its own. */
  static TestStore open(SqliteFile file, Ticker ticker) {
    boolean created = create(file);
    StoreProperties properties =
        new StoreProperties(
            "jdbc:sqlite:" + file.name(),
            null,
            Duration.ofSeconds(10),
            null,
            null,
            "jobwheel",
            READERS,
            2,
            1000,
            50_000,
            Duration.ofSeconds(10));
    Database database = SqliteDatabase.open(properties, InstantSource.system(), ticker);
    HikariDataSource readers = created ? database.readers() : migrated(file);
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
