package io.jobwheel.store.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file that this process has open, and a path that has to lead to it. An open file survives its
 * name: what is written to one that was deleted or replaced is lost when the process ends.
 *
 * @param path where the file was when it was opened
 * @param key its device and inode; null where the system has neither
 */
record OpenFile(Path path, @Nullable Object key) {

  /**
   * The file that is there now.
   *
   * @throws IOException when there is none, or it may not be looked at
   */
  static OpenFile at(Path path) throws IOException {
    return new OpenFile(path, keyOf(path));
  }

  /** Why the path does not lead to this file any more; null while it does. */
  @Nullable String displacement() {
    try {
      if (!Objects.equals(keyOf(path), key)) {
        return "%s is another file than the one that is open".formatted(path);
      }
    } catch (NoSuchFileException e) {
      return "%s is gone".formatted(path);
    } catch (IOException e) {
      return "%s cannot be looked at (%s)".formatted(path, e);
    }
    // this is also how a file system says that it has become read-only
    return Files.isReadable(path) && Files.isWritable(path)
        ? null
        : "%s cannot be read and written any more".formatted(path);
  }

  /** Whether the path leads to another file than this one. */
  boolean isReplaced() throws IOException {
    return Files.exists(path) && !Objects.equals(keyOf(path), key);
  }

  private static @Nullable Object keyOf(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }
}
