package io.jobwheel.handler.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.os.ProcessTable;
import io.jobwheel.time.Ticker;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs end with a killed service, and the next instance removes the rest. */
@Timeout(60)
class ServiceDeathTest {

  /** A service that runs one command and prints its output. */
  public static void main(String[] arguments) {
    TestContext context = new TestContext();
    context.onPrint = () -> System.out.println(context.prints.getLast());
    try (CommandHandler handler =
        new CommandHandler(
            List.of(
                new Commands()
                    .script("pwd; sleep 300 & echo $!; setsid sleep 301 & echo $!; echo $$; wait")),
            Ticker.system())) {
      var _ = handler.run(Commands.call(), context);
    }
  }

  @Test
  void theProgramDiesWithTheServiceAndItsChildrenAtTheNextStart(@TempDir Path folder)
      throws Exception {
    Process service =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                "-cp",
                System.getProperty("java.class.path"),
                ServiceDeathTest.class.getName())
            .redirectError(folder.resolve("errors").toFile())
            .start();
    try (BufferedReader output = service.inputReader()) {
      Path work = Path.of(output.readLine());
      ProcessHandle child = process(output.readLine());
      ProcessHandle stray = process(output.readLine());
      ProcessHandle program = process(output.readLine());
      assertThat(work).isDirectory();

      service.destroyForcibly();
      assertThat(service.waitFor(10, TimeUnit.SECONDS)).isTrue();
      awaitEnd(program);
      assertThat(List.of(child, stray)).allMatch(ProcessHandle::isAlive);

      new CommandHandler(List.of(new Commands().of("true")), Ticker.system()).close();
      awaitEnd(child);
      awaitEnd(stray);
      assertThat(work).doesNotExist();
      assertThat(Files.readString(folder.resolve("errors"))).isEmpty();
    } finally {
      service.destroyForcibly();
    }
  }

  private static ProcessHandle process(String pid) {
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  private static void awaitEnd(ProcessHandle process) {
    await().until(() -> ProcessTable.find(Long.toString(process.pid())).isEmpty());
  }
}
