package io.jobwheel.store.database.sqlite;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.jobwheel.store.commit.WriterSession;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;

/** Opens connections to the file: a pool for reading, and single connections for writing. */
public final class SqliteConnections {

  // a longer lock of another process is an outage, which is reported soon
  private static final int BUSY_MILLIS = 2_000;
  private static final int WRITER_CACHE_KIB = 32_768;
  private static final int POOL_WAIT_MILLIS = 5_000;

  private SqliteConnections() {}

  /** Returns a pool whose transactions take the write lock only when they write. */
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

  /** Returns an opener of connections that take the write lock when a transaction begins. */
  public static WriterSession.Opener writer(SqliteFile file) {
    SQLiteConfig config = durable(TransactionMode.IMMEDIATE);
    config.setCacheSize(-WRITER_CACHE_KIB); // a negative size is in KiB
    return dataSource(file, config)::getConnection;
  }

  /** Opens a connection that only keeps the files open. */
  static Connection watching(SqliteFile file) throws SQLException {
    return dataSource(file, durable(TransactionMode.DEFERRED)).getConnection();
  }

  private static SQLiteConfig durable(TransactionMode mode) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL); // a commit survives a power failure
    config.setBusyTimeout(BUSY_MILLIS);
    config.enforceForeignKeys(true);
    config.setTransactionMode(mode);
    config.setGetGeneratedKeys(false); // unused, and would slow down each insert
    return config;
  }

  private static PinnedDataSource dataSource(SqliteFile file, SQLiteConfig config) {
    return new PinnedDataSource(file.path(), config);
  }
}
