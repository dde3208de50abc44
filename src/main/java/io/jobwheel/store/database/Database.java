package io.jobwheel.store.database;

import com.zaxxer.hikari.HikariDataSource;
import io.jobwheel.store.JobNotifier;
import io.jobwheel.store.commit.GroupCommit;
import io.jobwheel.store.commit.StoreMetrics;
import io.jobwheel.store.commit.WriteGate;
import io.jobwheel.store.commit.WriterPool;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.sql.Dialect;
import io.jobwheel.time.Ticker;
import java.time.InstantSource;
import java.util.function.BiFunction;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * The database behind the registry: opens connections to it and knows its ways. What it has opened
 * is closed by those who asked; closing the database itself lets others have it.
 */
public interface Database extends AutoCloseable {

  /**
   * The database that the configuration names, found fit for use.
   *
   * @throws StoreStartException when it cannot be used; it says why, and what to do
   */
  static Database open(StoreProperties properties, InstantSource clock, Ticker ticker) {
    return properties.url().startsWith(PostgresUrl.PREFIX)
        ? PostgresDatabase.connect(properties, clock, ticker)
        : SqliteDatabase.open(properties, clock, ticker);
  }

  Dialect dialect();

  /** A new pool of connections for reading. */
  HikariDataSource readers();

  /** Says where and how the tables are made. */
  void configure(FluentConfiguration migration);

  /**
   * New writers, as many as this database is best served with.
   *
   * @param open makes one of them, of its name and its session
   */
  WriterPool writers(BiFunction<String, WriterSession, GroupCommit> open, StoreMetrics metrics);

  /** What the writers pass through; closed while what they write would be lost. */
  WriteGate gate();

  /** New wake-ups between the nodes that share this database. */
  JobNotifier wakeups();

  @Override
  void close();
}
