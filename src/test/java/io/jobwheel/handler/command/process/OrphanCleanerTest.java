package io.jobwheel.handler.command.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders in the shared temporary folder, also those of other users. */
class OrphanCleanerTest {

  @TempDir Path shared;

  /** Creates a folder like that of a service that started one tick after the boot. */
  private Path leftBehind() throws IOException {
    String namespace = InstanceMark.own().namespace();
    Path folder = shared.resolve(WorkFolder.PREFIX + namespace + "-1-1.x");
    return Files.createDirectory(folder);
  }

  @Test
  void foldersOfADeadServiceAreDeletedAndNoOthers() throws Exception {
    Path dead = leftBehind();
    Files.writeString(dead.resolve("file"), "x");
    Path living =
        Files.createDirectory(shared.resolve(WorkFolder.PREFIX + InstanceMark.own() + ".x"));
    assertThat(OrphanCleaner.clearFolders(shared, OrphanCleaner.ownUser())).isEqualTo(1);
    assertThat(dead).doesNotExist();
    assertThat(living).exists();
  }

  @Test
  void aFolderWithNumbersThatNoServiceHasStopsNothing() throws Exception {
    String huge = "9".repeat(20);
    Path strange = Files.createDirectory(shared.resolve(WorkFolder.PREFIX + "1-" + huge + "-1.x"));
    Path dead = leftBehind();
    assertThat(OrphanCleaner.clearFolders(shared, OrphanCleaner.ownUser())).isEqualTo(1);
    assertThat(strange).exists();
    assertThat(dead).doesNotExist();
  }

  @Test
  void foldersOfAnotherUserAreLeftAlone() throws Exception {
    Path dead = leftBehind();
    assertThat(OrphanCleaner.clearFolders(shared, "another user")).isZero();
    assertThat(OrphanCleaner.clearFolders(shared, null)).isZero();
    assertThat(dead).exists();
  }

  @Test
  void aSharedFolderThatCannotBeListedStopsNothing() {
    assertThat(OrphanCleaner.clearFolders(shared.resolve("nowhere"), OrphanCleaner.ownUser()))
        .isZero();
  }
}
