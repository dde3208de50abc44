package io.jobwheel.handler.command.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.LogCapture;
import io.jobwheel.handler.command.CommandHandler;
import io.jobwheel.handler.command.Commands;
import io.jobwheel.handler.command.RunningHandler;
import io.jobwheel.handler.command.TestContext;
import io.jobwheel.os.ProcessTable;
import io.jobwheel.os.TemporaryFolder;
import io.jobwheel.time.TestClock;
import io.jobwheel.time.Ticker;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cleaner of temporary files deletes those of the service while it runs. */
@Timeout(60)
class EmptiedTemporaryFolderTest {

  private final Commands commands = new Commands();

  @Test
  void programsStartAfterItWasEmptied() throws Exception {
    try (CommandHandler handler =
        new CommandHandler(List.of(commands.script("echo well")), Ticker.system())) {
      assertThat(run(handler)).containsExactly("well");
      assertThat(empty()).isPositive();
      assertThat(run(handler)).containsExactly("well");
      assertThat(run(handler)).containsExactly("well");
    }
  }

  @Test
  void programsStartAfterAnotherFileIsInPlaceOfTheFolder() throws Exception {
    try (CommandHandler handler =
        new CommandHandler(List.of(commands.script("echo well")), Ticker.system())) {
      assertThat(run(handler)).containsExactly("well");
      for (Path folder : folders()) {
        WorkFolder.delete(folder);
        Files.createFile(folder);
      }
      assertThat(run(handler)).containsExactly("well");
      for (Path file : folders()) {
        WorkFolder.delete(file);
      }
    }
  }

  @Test
  void aRunningProgramIsNotAffectedByIt() throws Exception {
    try (LogCapture log = new LogCapture(WorkFolder.class.getName(), null);
        RunningHandler running =
            new RunningHandler(
                commands.script("echo begun; while [ -d $TMPDIR ]; do :; done; echo ended"))) {
      running.context.awaitLine("begun");
      assertThat(empty()).isPositive();
      assertThat(running.result().exitCode()).isZero();
      assertThat(running.context.prints).containsExactly("begun", "ended");
      assertThat(log.events()).isEmpty();
    }
  }

  @Test
  void aProcessThatHasADeletedPipeOpenIsFound(@TempDir Path folder) throws Exception {
    TestClock clock = TestClock.at(Instant.EPOCH);
    commands.timeout = Duration.ofHours(1);
    Path pid = folder.resolve("pid");
    try (RunningHandler running =
        new RunningHandler(
            commands.script(
                "env -i setsid sh -c 'echo $$ > %1$s; exec sleep 100' & while [ ! -s %1$s ]; do :; done; echo away; while [ -d $TMPDIR ]; do :; done"
                    .formatted(pid)),
            clock)) {
      running.context.awaitLine("away");
      assertThat(empty()).isPositive();
      clock.advanceUntil(RunningProcess.MAX_SILENCE.dividedBy(4), running::hasEnded);
      assertThat(running.result().exitCode()).isZero();
      assertThat(ProcessTable.find(Files.readString(pid).strip())).isEmpty();
    }
  }

  @Test
  void aReaderOfAPipeWhoseNameIsGoneIsWoken(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("pipe");
    try (OutputPipe pipe = new OutputPipe(path);
        FileOutputStream held = new FileOutputStream(path.toFile())) {
      pipe.programStarted();
      FutureTask<Integer> read = new FutureTask<>(() -> pipe.input().read());
      Thread.ofPlatform().daemon().start(read);
      Files.delete(path);
      pipe.wakeReader();
      assertThat(read.get(10, TimeUnit.SECONDS)).isEqualTo('\n');
      assertThat(path).doesNotExist();
      assertThat(held.getFD().valid()).isTrue();
    }
  }

  @Test
  void aFolderOfAllTemporaryFilesThatIsGoneIsMadeAnewForThisUserOnly(@TempDir Path folder)
      throws IOException {
    Path parent = folder.resolve("private/tmp");
    Path made = TemporaryFolder.create(parent, "jobwheel-").path();
    assertThat(made).isEmptyDirectory().hasParent(parent);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
        .isEqualTo("rwx------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(parent)))
        .isEqualTo("rwx------");
  }

  private static List<String> run(CommandHandler handler) throws Exception {
    TestContext context = new TestContext();
    var _ = handler.run(Commands.call(), context);
    return List.copyOf(context.prints);
  }

  /** Deletes the temporary files of this service. Returns their number. */
  private static int empty() throws IOException {
    List<Path> all = folders();
    for (Path folder : all) {
      WorkFolder.delete(folder);
    }
    return all.size();
  }

  private static List<Path> folders() throws IOException {
    String mine = WorkFolder.PREFIX + InstanceMark.own() + ".*";
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(Path.of(System.getProperty("java.io.tmpdir")), mine)) {
      return java.util.stream.StreamSupport.stream(all.spliterator(), false).toList();
    }
  }
}
