package io.jobwheel.store.database.sqlite;

import io.jobwheel.store.database.StoreUrlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * The file of a URL.
 *
 * @param path absolute, without links, so that two names of one file are one path
 * @param name absolute, as configured: where the next start looks for the file
 */
public record SqliteFile(Path path, Path name) {

  private static final String PREFIX = "jdbc:sqlite:";

  /**
   * Returns the file of {@code jdbc:sqlite:<path>}. Creates its folder if that is missing.
   *
   * @throws StoreUrlException if the URL names another database, or no file
   * @throws StoreFolderException if the folder cannot be created
   */
  public static SqliteFile of(String url) {
    if (!url.startsWith(PREFIX)) {
      throw new StoreUrlException(url, "only jdbc:sqlite:… and jdbc:postgresql:… are supported.");
    }
    String name = url.substring(PREFIX.length());
    if (name.isBlank()) {
      throw new StoreUrlException(url, "it names no file.");
    }
    if (name.startsWith(":")) {
      throw new StoreUrlException(url, "a store in memory or in a resource would not be durable.");
    }
    if (name.startsWith("file:") || name.contains("?")) {
      throw new StoreUrlException(url, "options are set by the service, so it takes a plain path.");
    }
    try {
      Path absolute = Path.of(name).toAbsolutePath().normalize();
      return new SqliteFile(real(absolute), absolute);
    } catch (InvalidPathException e) {
      throw new StoreUrlException(url, "it is not a path: %s.".formatted(e.getReason()));
    }
  }

  private static Path real(Path path) {
    Path folder = path.getParent();
    if (folder == null || Files.isDirectory(path)) {
      throw new StoreUrlException(PREFIX + path, "it is a folder.");
    }
    try {
      Files.createDirectories(folder);
      return Files.exists(path)
          ? path.toRealPath()
          : folder.toRealPath().resolve(path.getFileName());
    } catch (IOException e) {
      throw new StoreFolderException(path, e);
    }
  }
}
