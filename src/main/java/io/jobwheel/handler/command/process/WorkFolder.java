package io.jobwheel.handler.command.process;

import io.jobwheel.os.TemporaryFolder;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The working folder of a program. {@link #close} deletes a fresh folder with its content, without
 * following links.
 *
 * @param path the path of the folder
 * @param isFresh whether the folder was created for this program
 */
public record WorkFolder(Path path, boolean isFresh) implements AutoCloseable {

  /** The prefix of the names of fresh folders. An {@link InstanceMark} and a random part follow. */
  static final String PREFIX = "jobwheel-command-";

  private static final Logger log = LoggerFactory.getLogger(WorkFolder.class);

  /** Returns the configured folder, or creates a fresh one that only this user can access. */
  public static WorkFolder of(@Nullable Path configured, InstanceMark service) throws IOException {
    return configured == null
        ? new WorkFolder(TemporaryFolder.create(PREFIX + service + ".").path(), true)
        : new WorkFolder(configured, false);
  }

  @Override
  public void close() {
    if (isFresh) {
      try {
        delete(path);
      } catch (IOException e) {
        log.warn("Folder {} could not be deleted ({})", path, e.toString());
      }
    }
  }

  /** Deletes a folder with its content. */
  static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path inner, BasicFileAttributes attributes)
              throws IOException {
            if (!isOpen(inner)) {
              open(inner);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException error) throws IOException {
            if (error instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE; // deleted by a cleaner of temporary files
            }
            if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS) || isOpen(file)) {
              throw error;
            }
            open(file); // its owner cannot list the folder
            delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path inner, @Nullable IOException error)
              throws IOException {
            if (error != null) {
              throw error;
            }
            Files.deleteIfExists(inner);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static boolean isOpen(Path folder) {
    return Files.isReadable(folder) && Files.isWritable(folder) && Files.isExecutable(folder);
  }

  private static void open(Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
  }
}
