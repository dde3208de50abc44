package io.jobwheel.store.database.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jobwheel.store.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SqliteStoreLockTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir Path folder;

  /** Takes the lock, prints a line, and holds the lock until it is killed. */
  static final class Holder {
    @SuppressWarnings("resource") // held for good
    public static void main(String[] args) throws IOException {
      SqliteStoreLock.take(SqliteFile.of("jdbc:sqlite:" + args[0]), NOW);
      System.out.println("held");
      System.out.flush();
      System.in.read();
    }
  }

  @Test
  void theLockFileIdentifiesItsHolder() throws IOException {
    SqliteFile file = SqliteStores.file(folder);
    try (SqliteStoreLock lock = SqliteStoreLock.take(file, NOW)) {
      assertThat(lock).isNotNull();
    }
    assertThat(Path.of(file.path() + ".lock"))
        .content()
        .isEqualTo("pid %d since 2026-03-01T12:00:00Z\n".formatted(ProcessHandle.current().pid()));
  }

  @Test
  void aSecondInstanceOfThisProcessIsRefusedUntilTheFirstIsClosed() {
    SqliteFile file = SqliteStores.file(folder);
    SqliteStoreLock lock = SqliteStoreLock.take(file, NOW);
    assertThatExceptionOfType(StoreInUseException.class)
        .isThrownBy(() -> SqliteStoreLock.take(file, NOW))
        .withMessageContaining("pid " + ProcessHandle.current().pid());
    lock.close();
    lock.close();
    SqliteStoreLock.take(file, NOW).close();
  }

  @Test
  void aRefusedSecondInstanceDoesNotLoosenTheLockForOtherProcesses() throws IOException {
    SqliteFile file = SqliteStores.file(folder);
    try (SqliteStoreLock lock = SqliteStoreLock.take(file, NOW)) {
      assertThat(lock).isNotNull();
      assertThatExceptionOfType(StoreInUseException.class)
          .isThrownBy(() -> SqliteStoreLock.take(file, NOW));
      try (ChildJvm child = ChildJvm.run(Holder.class, file.path().toString())) {
        assertThat(child.output().readLine()).as("the child gets no lock").isNull();
      }
    }
  }

  @Test
  void aLinkToTheFileIsTheFile() throws IOException {
    SqliteFile file = SqliteStores.file(folder);
    Files.createFile(file.path());
    Path link = Files.createSymbolicLink(folder.resolve("link.db"), file.path());
    try (SqliteStoreLock lock = SqliteStoreLock.take(file, NOW)) {
      assertThat(lock).isNotNull();
      assertThatExceptionOfType(StoreInUseException.class)
          .isThrownBy(() -> SqliteStoreLock.take(SqliteFile.of("jdbc:sqlite:" + link), NOW));
    }
  }

  @Test
  void anotherProcessHoldsItUntilItIsKilled() throws IOException {
    SqliteFile file = SqliteStores.file(folder);
    try (ChildJvm child = ChildJvm.run(Holder.class, file.path().toString())) {
      assertThat(child.output().readLine()).isEqualTo("held");
      assertThatExceptionOfType(StoreInUseException.class)
          .isThrownBy(() -> SqliteStoreLock.take(file, NOW))
          .withMessageContaining("pid " + child.pid());
      child.kill();
      SqliteStoreLock.take(file, NOW).close();
    }
  }
}
