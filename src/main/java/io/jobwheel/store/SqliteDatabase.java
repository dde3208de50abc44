package io.jobwheel.store;

import com.zaxxer.hikari.HikariDataSource;
import java.time.InstantSource;
import java.util.function.BiFunction;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** A file that this process has to itself, for as long as the database is open. */
final class SqliteDatabase implements Database {

  private final SqliteFile file;
  private final int readers;
  private final StoreLock lock;
  private final Dialect dialect = new SqliteDialect();

  private SqliteDatabase(SqliteFile file, int readers, StoreLock lock) {
    this.file = file;
    this.readers = readers;
    this.lock = lock;
  }

  /** Takes the file, before anything of it is opened. */
  static SqliteDatabase open(StoreProperties properties, InstantSource clock) {
    SqliteFile file = SqliteFile.of(properties.url());
    return new SqliteDatabase(file, properties.readers(), StoreLock.take(file, clock.instant()));
  }

  @Override
  public Dialect dialect() {
    return dialect;
  }

  @Override
  public HikariDataSource readers() {
    return SqliteConnections.readers(file, readers);
  }

  @Override
  public void configure(FluentConfiguration migration) {
    // as it is
  }

  @Override
  public Writers writers(
      BiFunction<String, WriterSession, GroupCommit> open, StoreMetrics metrics) {
    WriterSession session = new WriterSession(SqliteConnections.writer(file), dialect);
    return Writers.one(open.apply("writer", session), metrics);
  }

  @Override
  public Wakeups wakeups() {
    return Wakeups.NONE; // there is no other node
  }

  @Override
  public void close() {
    lock.close();
  }
}
