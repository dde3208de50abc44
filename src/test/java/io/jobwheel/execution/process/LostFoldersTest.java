package io.jobwheel.execution.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.execution.process.worker.WorkerMain;
import io.jobwheel.time.Ticker;
import java.io.BufferedReader;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/** The working folder and the temporary folder of a service are deleted while it runs. */
@Timeout(60)
class LostFoldersTest {

  private static final WorkerCommand COMMAND =
      new WorkerCommand(
          WorkerMain.class, DataSize.ofMegabytes(64), List.of("-XX:TieredStopAtLevel=1"));

  /** The service: loses both folders, and then starts a worker process. */
  public static void main(String[] arguments) throws Exception {
    Files.delete(Path.of(System.getProperty("user.dir")));
    Files.delete(Path.of(System.getProperty("java.io.tmpdir")));
    Frame.Serve nothing = WorkerStarterTest.serve(List.of());
    new WorkerStarter(COMMAND, nothing, Duration.ofSeconds(30), Ticker.system())
        .start("process-x")
        .close();
    System.out.println("started");
  }

  @Test
  void aProcessOfThePoolStartsAllTheSame(@TempDir Path folder) throws Exception {
    Path working = Files.createDirectory(folder.resolve("working"));
    Path temporary = Files.createDirectory(folder.resolve("temporary"));
    Process service =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                absolute(System.getProperty("java.class.path")),
                LostFoldersTest.class.getName())
            .directory(working.toFile())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader output = service.inputReader()) {
      assertThat(output.lines()).contains("started");
      assertThat(temporary).isDirectory();
    } finally {
      service.destroyForcibly();
    }
  }

  private static String absolute(String classPath) {
    return Stream.of(classPath.split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
