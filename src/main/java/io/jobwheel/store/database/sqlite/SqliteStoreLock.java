package io.jobwheel.store.database.sqlite;

import io.jobwheel.os.InodeLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives one instance exclusive use of the store, by two locks of the operating system that end with
 * the process in any case. One is on {@code <file>.lock}, whose text identifies the holder; that
 * file remains after a release. The other is on the database file itself, and so holds if the lock
 * file was deleted or the database has another name.
 */
final class SqliteStoreLock implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SqliteStoreLock.class);

  // A POSIX lock belongs to the process, and ends when the process closes any channel of the file.
  // So the locks of this JVM are listed here, and its lock files are not opened a second time.
  private static final Map<Path, String> HELD = new ConcurrentHashMap<>();

  // far behind the text: some systems prevent reads of a locked range
  private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

  private final Path path;
  private final String self;
  private final InodeLock database;
  // guarded by this
  private LockFile file;
  private boolean closed;

  /** A lock file that is locked. */
  private record LockFile(FileChannel channel, SqliteOpenFile place) {}

  private SqliteStoreLock(Path path, String self, InodeLock database, LockFile file) {
    this.path = path;
    this.self = self;
    this.database = database;
    this.file = file;
  }

  /**
   * Takes the lock of a store. Creates its file if that is missing.
   *
   * @throws StoreInUseException if another instance has it, in this process or another
   * @throws StoreFolderException if the lock file or the store cannot be written
   */
  static SqliteStoreLock take(SqliteFile store, Instant now) {
    Path path = Path.of(store.path() + ".lock");
    String self = "pid %d since %s".formatted(ProcessHandle.current().pid(), now);
    String holder = HELD.putIfAbsent(path, self);
    if (holder != null) {
      throw new StoreInUseException(store.path(), holder);
    }
    SqliteStoreLock lock = null;
    try {
      lock = take(store, path, self);
      return lock;
    } catch (IOException e) {
      throw new StoreFolderException(store.path(), e);
    } finally {
      if (lock == null) {
        HELD.remove(path);
      }
    }
  }

  private static SqliteStoreLock take(SqliteFile store, Path path, String self) throws IOException {
    LockFile file =
        lock(path).orElseThrow(() -> new StoreInUseException(store.path(), holder(path)));
    InodeLock database = null;
    try {
      // before SQLite opens the file: closing this channel would release its locks
      FileChannel.open(store.path(), StandardOpenOption.CREATE, StandardOpenOption.WRITE).close();
      database =
          InodeLock.take(store.path())
              .orElseThrow(() -> new StoreInUseException(store.path(), holder(path)));
      write(file, self);
      return new SqliteStoreLock(path, self, database, file);
    } finally {
      if (database == null) {
        file.channel().close();
      }
    }
  }

  /** Opens and locks the lock file; empty when another process has it. */
  private static Optional<LockFile> lock(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean taken = false;
    try {
      FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
      taken = lock != null;
      return taken ? Optional.of(new LockFile(channel, SqliteOpenFile.at(path))) : Optional.empty();
    } finally {
      if (!taken) {
        channel.close();
      }
    }
  }

  private static void write(LockFile file, String self) throws IOException {
    file.channel().truncate(0);
    file.channel().write(ByteBuffer.wrap((self + "\n").getBytes(StandardCharsets.UTF_8)));
  }

  private static String holder(Path path) {
    try {
      String text = Files.readString(path).strip();
      return text.isEmpty() ? "its lock file is empty" : text;
    } catch (IOException e) {
      return "its lock file cannot be read: " + e;
    }
  }

  /**
   * Creates and locks the lock file again if it was deleted or replaced. Returns why that failed;
   * {@code null} if the lock is in place.
   */
  synchronized @Nullable String ensureHeld() {
    if (closed || file.place().displacement() == null) {
      return null;
    }
    try {
      Optional<LockFile> fresh = lock(path);
      if (fresh.isEmpty()) {
        return "another instance holds %s (%s)".formatted(path, holder(path));
      }
      write(fresh.get(), self);
      file.channel().close();
      file = fresh.get();
      log.warn("{} was deleted or replaced, and has been created again", path);
      return null;
    } catch (IOException e) {
      return "the lock file %s no longer exists and cannot be created (%s)".formatted(path, e);
    }
  }

  /** Releases the locks, after all connections are closed. A second call has no effect. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try (database) {
      file.channel().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      HELD.remove(path);
    }
  }
}
