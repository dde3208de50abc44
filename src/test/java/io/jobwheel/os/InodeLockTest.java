package io.jobwheel.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Between processes: see the tests of the store. */
@EnabledOnOs(OS.LINUX)
class InodeLockTest {

  @TempDir Path folder;

  @Test
  void aFileIsLockedOnceUnderAllItsNames() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    Path link = Files.createLink(folder.resolve("link"), file);
    InodeLock lock = InodeLock.take(file).orElseThrow();
    assertThat(InodeLock.take(file)).isEmpty();
    assertThat(InodeLock.take(link)).isEmpty();
    Files.delete(file);
    assertThat(InodeLock.take(link)).isEmpty();
    lock.close();
    lock.close();
    InodeLock.take(link).orElseThrow().close();
  }

  @Test
  void aLockIsKeptWhenAnotherDescriptorOfTheFileIsClosed() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    try (InodeLock lock = InodeLock.take(file).orElseThrow()) {
      assertThat(lock).isNotNull();
      Files.writeString(file, "opened and closed");
      assertThat(InodeLock.take(file)).isEmpty();
    }
  }

  @Test
  void aFileThatIsMissingIsNotMade() {
    Path none = folder.resolve("none");
    assertThatIOException().isThrownBy(() -> InodeLock.take(none)).withMessageContaining("errno 2");
    assertThat(none).doesNotExist();
  }
}
