package io.jobwheel.handler.command.process;

import io.jobwheel.os.ProcessSignals;
import io.jobwheel.os.ProcessTable;
import io.jobwheel.os.Signal;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes processes and folders that killed instances of the service have left on this host. */
public final class OrphanCleaner {

  private static final Logger log = LoggerFactory.getLogger(OrphanCleaner.class);
  private static final Pattern MARK = Pattern.compile("\0" + ProcessStarter.MARK + "=([^/\0]*)/");

  private OrphanCleaner() {}

  /** Kills the processes, then deletes the folders. Those of running instances are kept. */
  public static void clear() {
    int processes = 0;
    for (ProcessTable.Entry entry : ProcessTable.read()) {
      Matcher mark = MARK.matcher(entry.environment());
      if (mark.find()
          && isDead(mark.group(1))
          && ProcessSignals.send(entry.pid(), Signal.SIGKILL)) {
        processes++;
      }
    }
    int folders = clearFolders(Path.of(System.getProperty("java.io.tmpdir")), ownUser());
    if (processes + folders > 0) {
      log.warn(
          "Remains of a killed service have been removed (processes={}, folders={})",
          processes,
          folders);
    }
  }

  /**
   * Deletes the folders of dead instances that belong to the user, because other users can create
   * folders there. Returns the number of deleted folders.
   */
  static int clearFolders(Path parent, @Nullable Object user) {
    int folders = 0;
    try (DirectoryStream<Path> all = Files.newDirectoryStream(parent, WorkFolder.PREFIX + "*.*")) {
      for (Path folder : all) {
        if (clearFolder(folder, user)) {
          folders++;
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      log.warn("Old working folders of commands could not be listed ({})", e.toString());
    }
    return folders;
  }

  private static boolean clearFolder(Path folder, @Nullable Object user) {
    String name = folder.getFileName().toString();
    if (!isDead(name.substring(WorkFolder.PREFIX.length(), name.indexOf('.')))
        || user == null
        || !user.equals(userOf(folder))) {
      return false;
    }
    try {
      WorkFolder.delete(folder);
      return true;
    } catch (IOException | RuntimeException e) { // the other folders are still deleted
      log.warn("Folder {} could not be deleted ({})", folder, e.toString());
      return false;
    }
  }

  /** Returns the user id of this service; {@code null} if it cannot be determined. */
  static @Nullable Object ownUser() {
    return userOf(Path.of("/proc/self/stat"));
  }

  private static @Nullable Object userOf(Path path) {
    try {
      return Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  private static boolean isDead(String mark) {
    Optional<InstanceMark> service = InstanceMark.parse(mark);
    return service.isPresent() && service.get().isDead();
  }
}
