package io.jobwheel.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedPipeTest {

  @TempDir Path folder;

  @Test
  void aPipeIsNoFileAndOpensForItsOwnerOnly() throws Exception {
    Path pipe = folder.resolve("pipe with ümlaut");
    NamedPipe.create(pipe);
    assertThat(Files.readAttributes(pipe, "isOther")).containsEntry("isOther", true);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(pipe)))
        .isEqualTo("rw-------");
  }

  @Test
  void aPipeIsNotMadeWhereThereIsAFileOrNoFolder() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "kept");
    assertThatIOException().isThrownBy(() -> NamedPipe.create(file));
    assertThat(file).hasContent("kept");
    assertThatIOException().isThrownBy(() -> NamedPipe.create(folder.resolve("none/pipe")));
  }
}
