package io.jobwheel.store.database;

import io.jobwheel.store.commit.WriteGate;
import io.jobwheel.threads.PerpetualThread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every second whether the files of the database that are open are those at its path, and
 * closes the gate for writes while they are not.
 *
 * <p>It keeps a connection of its own. While that is open, SQLite neither deletes nor replaces the
 * files beside the database ({@code -wal}, {@code -shm}), so that what differs was done from
 * outside. When it is the last one that is closed, SQLite moves the content of the {@code -wal}
 * into the database and deletes the files by their names.
 */
final class SqliteFileWatch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SqliteFileWatch.class);
  private static final long PERIOD_SECONDS = 1;

  private final List<OpenFile> database;
  private final List<OpenFile> besides;
  private final Connection connection;
  private final SqliteStoreLock lock;
  private final WriteGate gate;
  private final CountDownLatch closed = new CountDownLatch(1);

  private SqliteFileWatch(
      List<OpenFile> database,
      List<OpenFile> besides,
      Connection connection,
      SqliteStoreLock lock,
      WriteGate gate) {
    this.database = database;
    this.besides = besides;
    this.connection = connection;
    this.lock = lock;
    this.gate = gate;
  }

  /**
   * Opens the database and begins to watch it.
   *
   * @throws StoreFolderException when it cannot be opened
   */
  static SqliteFileWatch start(SqliteFile file, SqliteStoreLock lock, WriteGate gate) {
    try {
      Connection connection = SqliteConnections.watching(file);
      SqliteFileWatch watch = watch(file, connection, lock, gate);
      PerpetualThread.start("jobwheel-store-watch", watch::run);
      return watch;
    } catch (IOException | SQLException e) {
      throw new StoreFolderException(file.path(), e);
    }
  }

  private static SqliteFileWatch watch(
      SqliteFile file, Connection connection, SqliteStoreLock lock, WriteGate gate)
      throws IOException, SQLException {
    try {
      execute(connection, "SELECT count(*) FROM sqlite_master"); // makes the files beside it
      OpenFile real = OpenFile.at(file.path());
      // the same file, by the name under which the next start will look for it
      List<OpenFile> database = List.of(real, new OpenFile(file.name(), real.key()));
      List<OpenFile> besides = List.of(besides(file, "-wal"), besides(file, "-shm"));
      return new SqliteFileWatch(database, besides, connection, lock, gate);
    } catch (IOException | SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static OpenFile besides(SqliteFile file, String suffix) throws IOException {
    return OpenFile.at(Path.of(file.path() + suffix));
  }

  private void run() throws InterruptedException {
    while (!closed.await(PERIOD_SECONDS, TimeUnit.SECONDS)) {
      check();
    }
  }

  /** Compares once, and opens or closes the gate; not once it is closed itself. */
  synchronized void check() {
    if (closed.getCount() == 0) {
      return; // the files beside the database are deleted by the close
    }
    try {
      String fault = fault();
      if (fault == null) {
        gate.open();
      } else {
        gate.close(fault);
      }
    } catch (RuntimeException e) {
      gate.close("its files cannot be checked: " + e);
    }
  }

  private @Nullable String fault() {
    String displaced = displacement(database);
    if (displaced != null) {
      return displaced
          + "; the next start would not find what is written now. Put it back as it was, or see the"
          + " runbook before a restart";
    }
    String besidesDisplaced = displacement(besides);
    if (besidesDisplaced != null) {
      return besidesDisplaced + "; " + save();
    }
    return lock.keep();
  }

  /** Moves what has been committed to a file that is lost into the database; says what to do. */
  private String save() {
    try {
      if (checkpoint()) {
        for (OpenFile file : besides) {
          setAside(file);
        }
      }
      return "restart the service, which loses no job";
    } catch (IOException | SQLException e) {
      return "end the service in order, which loses no job, and start it (%s)".formatted(e);
    }
  }

  /** False while a reader keeps some of it from being moved. */
  private boolean checkpoint() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("PRAGMA wal_checkpoint(PASSIVE)")) {
      return result.next() && result.getInt("log") == result.getInt("checkpointed");
    }
  }

  /** The next start would replay a file of that name into the database. */
  private static void setAside(OpenFile file) throws IOException {
    if (file.isReplaced()) {
      Path aside = Path.of(file.path() + ".foreign");
      Files.move(file.path(), aside, StandardCopyOption.REPLACE_EXISTING);
      log.warn("{} - is not that of the open database; renamed to {}", file.path(), aside);
    }
  }

  private static @Nullable String displacement(List<OpenFile> files) {
    return files.stream()
        .map(OpenFile::displacement)
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
   * Ends the watch, after all other connections are closed. When another database is at the path
   * the connection is left to the end of the process: SQLite would delete that one's files.
   */
  @Override
  public synchronized void close() {
    closed.countDown(); // an interrupt would close the lock file
    if (displacement(database) != null) {
      log.warn("The database file is not at its path; what is open is left as it is");
      return;
    }
    try {
      connection.close();
    } catch (SQLException e) {
      log.warn("The watching connection could not be closed: {}", e.getMessage());
    }
  }
}
