package io.jobwheel.store.database.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file that this process has open, and a path that has to lead to it. An open file outlives its
 * name: data written to a deleted or replaced file is lost when the process ends.
 *
 * @param path the path at which the file was opened
 * @param key its device and inode; {@code null} if the system has neither
 */
record SqliteOpenFile(Path path, @Nullable Object key) {

  /**
   * Returns the file at the path.
   *
   * @throws IOException if it does not exist or its attributes cannot be read
   */
  static SqliteOpenFile at(Path path) throws IOException {
    return new SqliteOpenFile(path, keyOf(path));
  }

  /** Returns why the path no longer leads to this file; {@code null} while it does. */
  @Nullable String displacement() {
    try {
      if (!Objects.equals(keyOf(path), key)) {
        return "%s is another file than the open one".formatted(path);
      }
    } catch (NoSuchFileException e) {
      return "%s no longer exists".formatted(path);
    } catch (IOException e) {
      return "%s cannot be checked (%s)".formatted(path, e);
    }
    // also false on a file system that has become read-only
    return Files.isReadable(path) && Files.isWritable(path)
        ? null
        : "%s is no longer readable and writable".formatted(path);
  }

  /** Returns whether the path leads to another file. */
  boolean isReplaced() throws IOException {
    return Files.exists(path) && !Objects.equals(keyOf(path), key);
  }

  private static @Nullable Object keyOf(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }
}
