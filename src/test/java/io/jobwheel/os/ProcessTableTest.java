package io.jobwheel.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProcessTableTest {

  private static final long SELF = ProcessHandle.current().pid();

  @Test
  void aProcessIsListedWithItsParentAndItsStart() throws Exception {
    Process process = new ProcessBuilder("sleep", "60").start();
    try {
      assertThat(ProcessTable.read())
          .filteredOn(entry -> entry.pid() == process.pid())
          .singleElement()
          .satisfies(entry -> {
            assertThat(entry.parent()).isEqualTo(SELF);
            assertThat(entry.started()).isPositive().isEqualTo(ProcessTable.startOf(entry.pid()));
            assertThat(entry.started()).isGreaterThanOrEqualTo(ProcessTable.startOf(SELF));
          });
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aNameWithBlanksAndParenthesesMovesNoField(@TempDir Path folder) throws Exception {
    Path program = Files.copy(Path.of("/bin/sleep"), folder.resolve("a) S 1 1 (b"));
    Process process = new ProcessBuilder(program.toString(), "60").start();
    try {
      assertThat(ProcessTable.find(Long.toString(process.pid())))
          .map(ProcessTable.Entry::parent)
          .contains(SELF);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aProcessThatHasEndedIsNotListedAlsoWhileItsParentHasNotWaited() throws Exception {
    // the program that replaces the shell by exec does not wait for the shell's children
    Process parent = new ProcessBuilder("sh", "-c", "true & echo $!; exec sleep 60").start();
    try {
      String pid = parent.inputReader().readLine();
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (ProcessTable.find(pid).isPresent() && System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      assertThat(ProcessTable.find(pid)).isEmpty();
      assertThat(ProcessTable.read()).noneMatch(entry -> entry.pid() == Long.parseLong(pid));
    } finally {
      parent.destroyForcibly();
    }
  }

  @Test
  void aProcessThatNeverWasHasNoStart() {
    assertThat(ProcessTable.startOf(Long.MAX_VALUE)).isZero();
    assertThat(ProcessTable.find("self/../nothing")).isEmpty();
  }

  @Test
  void theEnvironmentOfAProcessIsSearchedForWholeVariables() throws Exception {
    ProcessBuilder builder = new ProcessBuilder("sleep", "60");
    builder.environment().put("MARK", "value");
    Process process = builder.start();
    try {
      ProcessTable.Entry entry = ProcessTable.find(Long.toString(process.pid())).orElseThrow();
      // until the program is loaded it has the environment of its parent
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (!entry.hasVariable("MARK", "value") && System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      assertThat(entry.hasVariable("MARK", "value")).isTrue();
      assertThat(entry.hasVariable("MARK", "val")).isFalse();
      assertThat(entry.hasVariable("ARK", "value")).isFalse();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void anOpenFileIsFoundAlsoWhenItsNameIsDeleted(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.toRealPath().resolve("file"), "text");
    try (var input = Files.newInputStream(file)) {
      assertThat(input.read()).isEqualTo('t');
      Files.delete(file);
      Path found = ProcessTable.openedAs("self", List.of(file)).orElseThrow();
      assertThat(Files.readString(found)).isEqualTo("text");
    }
    assertThat(ProcessTable.openedAs("self", List.of(file))).isEmpty();
  }

  @Test
  void theMemoryOfThisProcessIsMoreThanItsSmallestHeap() {
    assertThat(ProcessMemory.resident(SELF)).isGreaterThan(1 << 20);
  }

  @Test
  void aProcessThatNeverWasHasNoMemory() {
    assertThat(ProcessMemory.resident(Long.MAX_VALUE)).isEqualTo(-1);
  }
}
