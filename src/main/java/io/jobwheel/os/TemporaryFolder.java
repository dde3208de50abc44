package io.jobwheel.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/**
 * A folder in {@code java.io.tmpdir} that only this user can access. Cleaners such as
 * systemd-tmpfiles delete files that have not changed for days, even those of a running service, so
 * check {@link #isIntact} before each use of a long-lived folder.
 *
 * @param owner the user that created it
 */
public record TemporaryFolder(Path path, UserPrincipal owner) {

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /**
   * Creates a folder with a random name after the prefix. Creates {@code java.io.tmpdir}, for this
   * user only, if it does not exist.
   */
  public static TemporaryFolder create(String prefix) throws IOException {
    return create(Path.of(System.getProperty("java.io.tmpdir")), prefix);
  }

  /**
   * Creates a folder in {@code parent}, which is created for this user only if it does not exist.
   */
  public static TemporaryFolder create(Path parent, String prefix) throws IOException {
    Path path;
    try {
      path = Files.createTempDirectory(parent, prefix);
    } catch (NoSuchFileException e) {
      Files.createDirectories(parent, OWNER_ONLY);
      path = Files.createTempDirectory(parent, prefix);
    }
    path = path.toRealPath(); // the form in which /proc shows paths
    return new TemporaryFolder(path, Files.getOwner(path, LinkOption.NOFOLLOW_LINKS));
  }

  /**
   * Returns whether the folder exists, has the same owner and can be used. If it was deleted,
   * another user could have created a folder of this name.
   */
  public boolean isIntact() {
    try {
      return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
          && Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).equals(owner)
          && Files.isWritable(path)
          && Files.isExecutable(path);
    } catch (IOException e) {
      return false;
    }
  }
}
