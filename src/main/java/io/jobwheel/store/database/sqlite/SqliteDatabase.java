package io.jobwheel.store.database.sqlite;

import com.zaxxer.hikari.HikariDataSource;
import io.jobwheel.store.JobNotifier;
import io.jobwheel.store.commit.GroupCommit;
import io.jobwheel.store.commit.OutageLog;
import io.jobwheel.store.commit.StoreMetrics;
import io.jobwheel.store.commit.WriteGate;
import io.jobwheel.store.commit.WriterPool;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.database.Database;
import io.jobwheel.store.database.StoreProperties;
import io.jobwheel.store.fairness.RankedQueues;
import io.jobwheel.store.sql.Dialect;
import io.jobwheel.store.sql.SqliteDialect;
import io.jobwheel.time.Ticker;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiFunction;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** A file that only this process uses while the database is open. */
public final class SqliteDatabase implements Database {

  private final SqliteFile file;
  private final int readers;
  private final SqliteStoreLock lock;
  private final SqliteFileWatch watch;
  private final WriteGate gate;
  private final Ticker ticker;
  private final Dialect dialect = new SqliteDialect();

  private SqliteDatabase(
      SqliteFile file,
      int readers,
      SqliteStoreLock lock,
      SqliteFileWatch watch,
      WriteGate gate,
      Ticker ticker) {
    this.file = file;
    this.readers = readers;
    this.lock = lock;
    this.watch = watch;
    this.gate = gate;
    this.ticker = ticker;
  }

  /**
   * Locks the file before opening it.
   *
   * @throws StoreStartException if it cannot be used
   */
  public static SqliteDatabase open(
      StoreProperties properties, InstantSource clock, Ticker ticker) {
    SqliteFile file = SqliteFile.of(properties.url());
    WriteGate gate = new WriteGate(clock);
    SqliteStoreLock lock = SqliteStoreLock.take(file, clock.instant());
    SqliteFileWatch watch = null;
    try {
      watch = SqliteFileWatch.start(file, lock, gate, ticker);
      return new SqliteDatabase(file, properties.readers(), lock, watch, gate, ticker);
    } finally {
      if (watch == null) {
        lock.close();
      }
    }
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
    // the defaults apply
  }

  @Override
  public WriterPool writers(
      BiFunction<String, List<WriterSession>, GroupCommit> open, StoreMetrics metrics) {
    WriterSession.Opener opener = SqliteConnections.writer(file);
    RankedQueues ranked = new RankedQueues();
    WriterSession session = new WriterSession(() -> openInPlace(opener), dialect, ticker, ranked);
    return WriterPool.one(open.apply("writer", List.of(session)), metrics, gate, ranked);
  }

  /**
   * Opens a connection unless files are displaced: a new {@code -wal} beside a lost one would
   * corrupt the database.
   */
  private Connection openInPlace(WriterSession.Opener opener) throws SQLException {
    watch.check();
    OutageLog.Outage outage = gate.outage().orElse(null);
    if (outage != null) {
      throw new SQLException(outage.message());
    }
    return opener.open();
  }

  @Override
  public WriteGate gate() {
    return gate;
  }

  @Override
  public JobNotifier notifier() {
    return JobNotifier.NONE; // there is no other node
  }

  /** Checks the files now. */
  void check() {
    watch.check();
  }

  @Override
  public void close() {
    watch.close();
    lock.close();
  }
}
