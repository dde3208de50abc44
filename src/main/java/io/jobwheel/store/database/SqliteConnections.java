package io.jobwheel.store.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.jobwheel.store.commit.WriterSession;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;

/** Opens connections to the file: a pool to read, and one after another to write. */
public final class SqliteConnections {

  // another process that has the file locked for longer is an outage, which callers hear of soon
  private static final int BUSY_MILLIS = 2_000;
  private static final int WRITER_CACHE_KIB = 32_768;
  private static final int POOL_WAIT_MILLIS = 5_000;

  private SqliteConnections() {}

  /** A pool whose transactions take the write lock only when they write. */
  static HikariDataSource readers(SqliteFile file, int size) {
    HikariConfig pool = new HikariConfig();
    pool.setPoolName("jobwheel-store-readers");
    pool.setDataSource(dataSource(file, durable(TransactionMode.DEFERRED)));
    pool.setMaximumPoolSize(size);
    pool.setMinimumIdle(1);
    pool.setConnectionTimeout(POOL_WAIT_MILLIS);
    pool.setMaxLifetime(0); // a file's connection does not age
    return new HikariDataSource(pool);
  }

  /** A connection that takes the write lock when its transaction begins. */
  public static WriterSession.Opener writer(SqliteFile file) {
    SQLiteConfig config = durable(TransactionMode.IMMEDIATE);
    config.setCacheSize(-WRITER_CACHE_KIB); // SQLite counts pages, and KiB below zero
    return dataSource(file, config)::getConnection;
  }

  /** A connection that only keeps the files open. */
  static Connection watching(SqliteFile file) throws SQLException {
    return dataSource(file, durable(TransactionMode.DEFERRED)).getConnection();
  }

  private static SQLiteConfig durable(TransactionMode mode) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL); // a commit is on disk, power cut or not
    config.setBusyTimeout(BUSY_MILLIS);
    config.enforceForeignKeys(true);
    config.setTransactionMode(mode);
    config.setGetGeneratedKeys(false); // nobody asks, and each insert would pay for it
    return config;
  }

  private static PinnedDataSource dataSource(SqliteFile file, SQLiteConfig config) {
    return new PinnedDataSource(file.path(), config);
  }
}
