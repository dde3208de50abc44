package io.jobwheel.store.database.sqlite;

import io.jobwheel.store.commit.WriteGate;
import io.jobwheel.threads.PerpetualThread;
import io.jobwheel.time.CloseSignal;
import io.jobwheel.time.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks every second whether the open files of the database are those at its path, and closes the
 * gate for writes while they are not.
 *
 * <p>It keeps its own connection. While that is open, SQLite neither deletes nor replaces the files
 * {@code -wal} and {@code -shm}, so any change was made from outside. When the last connection is
 * closed, SQLite moves the content of the {@code -wal} into the database and deletes the files by
 * their names.
 */
final class SqliteFileWatch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SqliteFileWatch.class);
  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final List<SqliteOpenFile> database;
  private final List<SqliteOpenFile> walFiles;
  private final Connection connection;
  private final SqliteStoreLock lock;
  private final WriteGate gate;
  private final CloseSignal closed;

  private SqliteFileWatch(
      List<SqliteOpenFile> database,
      List<SqliteOpenFile> walFiles,
      Connection connection,
      SqliteStoreLock lock,
      WriteGate gate,
      Ticker ticker) {
    this.database = database;
    this.walFiles = walFiles;
    this.connection = connection;
    this.lock = lock;
    this.gate = gate;
    this.closed = new CloseSignal(ticker);
  }

  /**
   * Opens the database and starts to watch it.
   *
   * @throws StoreFolderException if it cannot be opened
   */
  static SqliteFileWatch start(
      SqliteFile file, SqliteStoreLock lock, WriteGate gate, Ticker ticker) {
    try {
      Connection connection = SqliteConnections.watching(file);
      SqliteFileWatch watch = watch(file, connection, lock, gate, ticker);
      PerpetualThread.start("jobwheel-store-watch", watch::run);
      return watch;
    } catch (IOException | SQLException e) {
      throw new StoreFolderException(file.path(), e);
    }
  }

  private static SqliteFileWatch watch(
      SqliteFile file, Connection connection, SqliteStoreLock lock, WriteGate gate, Ticker ticker)
      throws IOException, SQLException {
    try {
      execute(connection, "SELECT count(*) FROM sqlite_master"); // creates -wal and -shm
      SqliteOpenFile real = SqliteOpenFile.at(file.path());
      // the same file, by the name that the next start uses
      List<SqliteOpenFile> database = List.of(real, new SqliteOpenFile(file.name(), real.key()));
      List<SqliteOpenFile> walFiles = List.of(openFile(file, "-wal"), openFile(file, "-shm"));
      return new SqliteFileWatch(database, walFiles, connection, lock, gate, ticker);
    } catch (IOException | SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static SqliteOpenFile openFile(SqliteFile file, String suffix) throws IOException {
    return SqliteOpenFile.at(Path.of(file.path() + suffix));
  }

  private void run() throws InterruptedException {
    while (!closed.await(PERIOD)) {
      check();
    }
  }

  /** Compares once, and opens or closes the gate. Does nothing after the close. */
  synchronized void check() {
    if (closed.isClosed()) {
      return; // the close deletes -wal and -shm
    }
    try {
      String fault = fault();
      if (fault == null) {
        gate.open();
      } else {
        gate.close(fault);
      }
    } catch (RuntimeException e) {
      gate.close("the files of the database cannot be checked: " + e);
    }
  }

  private @Nullable String fault() {
    String displaced = displacement(database);
    if (displaced != null) {
      return displaced
          + "; the next start would not find data that is written now. Restore the file, or see the"
          + " runbook before a restart";
    }
    String walDisplacement = displacement(walFiles);
    if (walDisplacement != null) {
      return walDisplacement + "; " + saveCommitted();
    }
    return lock.ensureHeld();
  }

  /** Moves commits from a lost file into the database. Returns the action for the operator. */
  private String saveCommitted() {
    try {
      if (checkpoint()) {
        for (SqliteOpenFile file : walFiles) {
          setAside(file);
        }
      }
      return "restart the service, which loses no job";
    } catch (IOException | SQLException e) {
      return "shut the service down gracefully, which loses no job, and start it (%s)".formatted(e);
    }
  }

  /** Returns {@code false} while a reader keeps some commits from being moved. */
  private boolean checkpoint() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("PRAGMA wal_checkpoint(PASSIVE)")) {
      return result.next() && result.getInt("log") == result.getInt("checkpointed");
    }
  }

  /** Renames a foreign file, which the next start would replay into the database. */
  private static void setAside(SqliteOpenFile file) throws IOException {
    if (file.isReplaced()) {
      Path aside = Path.of(file.path() + ".foreign");
      Files.move(file.path(), aside, StandardCopyOption.REPLACE_EXISTING);
      log.warn("{} does not belong to the open database; renamed to {}", file.path(), aside);
    }
  }

  private static @Nullable String displacement(List<SqliteOpenFile> files) {
    return files.stream()
        .map(SqliteOpenFile::displacement)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /**
   * Ends the watch, after all other connections are closed. If another database is at the path, the
   * connection stays open until the process ends, since SQLite would delete the files of that
   * database.
   */
  @Override
  public synchronized void close() {
    closed.close(); // an interrupt would close the lock file
    if (displacement(database) != null) {
      log.warn("The database file is not at its path; the connection to it is left open");
      return;
    }
    try {
      connection.close();
    } catch (SQLException e) {
      log.warn("The connection of the file watch could not be closed: {}", e.getMessage());
    }
  }
}
