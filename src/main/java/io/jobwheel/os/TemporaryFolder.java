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
 * A folder in {@code java.io.tmpdir} that only this user can enter. Cleaners such as
 * systemd-tmpfiles delete what has not changed for days, under a service that runs: one that is
 * kept has to be checked before it is used again.
 *
 * @param owner who made it
 */
public record TemporaryFolder(Path path, UserPrincipal owner) {

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /**
   * Makes a folder of that prefix and a random name. Makes {@code java.io.tmpdir} anew, for this
   * user only, if that is gone.
   */
  public static TemporaryFolder create(String prefix) throws IOException {
    return create(Path.of(System.getProperty("java.io.tmpdir")), prefix);
  }

  public static TemporaryFolder create(Path parent, String prefix) throws IOException {
    Path path;
    try {
      path = Files.createTempDirectory(parent, prefix);
    } catch (NoSuchFileException e) {
      Files.createDirectories(parent, OWNER_ONLY);
      path = Files.createTempDirectory(parent, prefix);
    }
    path = path.toRealPath(); // as /proc names what is in it
    return new TemporaryFolder(path, Files.getOwner(path, LinkOption.NOFOLLOW_LINKS));
  }

  /**
   * Whether it is there and can be used. Under the name of a deleted one, another user of the
   * machine could make one.
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
