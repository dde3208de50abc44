package io.jobwheel.handler.command.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.handler.command.Commands;
import io.jobwheel.handler.command.RunningHandler;
import io.jobwheel.os.ProcessTable;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A service that cannot open more files still ends its programs, and leaks no file. */
@Timeout(60)
class NoFilesLeftTest {

  /** Opens all files that the process may open. */
  private static final class AllFiles implements Closeable {

    private final Deque<Closeable> taken = new ArrayDeque<>();

    AllFiles() {
      try {
        while (true) {
          taken.add(new FileInputStream("/dev/null"));
        }
      } catch (IOException e) {
        // that was the last one
      }
    }

    int count() {
      return taken.size();
    }

    void giveOneBack() throws IOException {
      taken.removeLast().close();
    }

    @Override
    public void close() throws IOException {
      for (Closeable file : taken) {
        file.close();
      }
    }
  }

  /** The service: prints its observations, one a line. */
  public static void main(String[] arguments) throws Exception {
    cancel(() -> () -> {}); // loads all classes before the files are used up
    System.out.println(cancel(AllFiles::new) ? "lives" : "ended");

    Path pipe = Path.of(arguments[0]);
    new OutputPipe(pipe).close();
    try (AllFiles files = new AllFiles()) {
      files.giveOneBack();
      try (OutputPipe impossible = new OutputPipe(pipe)) {
        System.out.println("made " + impossible.path());
      } catch (IOException e) {
        System.out.println("refused");
      }
      try (AllFiles again = new AllFiles()) {
        System.out.println(again.count());
      }
    }
    System.out.println(Files.exists(pipe));
  }

  private interface Taking {
    Closeable take();
  }

  /** Cancels a program while the files are used up. Returns whether it is alive afterwards. */
  private static boolean cancel(Taking files) throws Exception {
    try (RunningHandler running =
        new RunningHandler(new Commands().script("trap '' TERM; echo $$; while :; do :; done"))) {
      String pid = running.context.arrivals.poll(20, TimeUnit.SECONDS);
      try (Closeable _ = files.take()) {
        running.cancel();
      }
      return ProcessTable.find(pid).isPresent();
    }
  }

  @Test
  void programsAreEndedAndFilesAreReleased(@TempDir Path folder) throws Exception {
    Path errors = folder.resolve("errors");
    Process service =
        new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -n 250; exec \"$@\"",
                "service",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                NoFilesLeftTest.class.getName(),
                folder.resolve("pipe").toString())
            .redirectError(errors.toFile())
            .start();
    try {
      List<String> facts = service.inputReader().readAllLines();
      assertThat(facts)
          .as(Files.readString(errors))
          .containsExactly("ended", "refused", "1", "false");
    } finally {
      service.destroyForcibly();
    }
  }
}
