package io.jobwheel.store;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import org.flywaydb.core.Flyway;

/** Opens migrated SQLite stores for tests. */
final class SqliteStores {

  private SqliteStores() {}

  static SqliteFile file(Path folder) {
    return SqliteFile.of("jdbc:sqlite:" + folder.resolve("jobwheel.db"));
  }

  static HikariDataSource migrated(SqliteFile file) {
    HikariDataSource readers = SqliteConnections.readers(file, 4);
    Flyway.configure()
        .dataSource(readers)
        .locations("classpath:db/migration/sqlite")
        .load()
        .migrate();
    return readers;
  }

  static Registry open(SqliteFile file) {
    Dialect dialect = new SqliteDialect();
    HikariDataSource readers = migrated(file);
    return new Registry(
        new WriterSession(SqliteConnections.writer(file), dialect),
        new Reads(readers, dialect),
        readers::close);
  }
}
