package io.jobwheel.store;

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
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes one instance the only one that has the store: a lock of the operating system on {@code
 * <file>.lock}, which ends with its process however that dies. The file says who holds it and stays
 * when the lock is gone.
 */
final class StoreLock implements AutoCloseable {

  // A POSIX lock belongs to the process, and ends when the process closes any channel of the file.
  // So what this JVM holds is known here, and its lock files are not opened a second time.
  private static final Map<Path, String> HELD = new ConcurrentHashMap<>();

  // far behind the text: on some systems others cannot read what is locked
  private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

  private final Path path;
  private final FileChannel channel;

  private StoreLock(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Takes the lock of a store.
   *
   * @throws StoreInUseException when another instance has it, in this process or another
   * @throws StoreFolderException when the lock file cannot be written
   */
  static StoreLock take(SqliteFile store, Instant now) {
    Path path = Path.of(store.path() + ".lock");
    String self = "pid %d since %s".formatted(ProcessHandle.current().pid(), now);
    String holder = HELD.putIfAbsent(path, self);
    if (holder != null) {
      throw new StoreInUseException(store.path(), holder);
    }
    StoreLock lock = null;
    try {
      lock = lock(store, path, self);
      return lock;
    } catch (IOException e) {
      throw new StoreFolderException(store.path(), e);
    } finally {
      if (lock == null) {
        HELD.remove(path);
      }
    }
  }

  private static StoreLock lock(SqliteFile store, Path path, String self) throws IOException {
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean taken = false;
    try {
      FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
      taken = lock != null;
      if (!taken) {
        throw new StoreInUseException(store.path(), holder(path));
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap((self + "\n").getBytes(StandardCharsets.UTF_8)));
      return new StoreLock(path, channel);
    } finally {
      if (!taken) {
        channel.close();
      }
    }
  }

  private static String holder(Path path) {
    try {
      String text = Files.readString(path).strip();
      return text.isEmpty() ? "it has not said which" : text;
    } catch (IOException e) {
      return "its lock file cannot be read: " + e;
    }
  }

  /** Releases the lock; a second call does nothing. */
  @Override
  public void close() {
    if (!channel.isOpen()) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      HELD.remove(path);
    }
  }
}
