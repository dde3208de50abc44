package io.jobwheel.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SigtermHandlerTest {

  /** Ignores the signal, starts a program, and answers lines on its input while it lives. */
  static final class Ignoring {
    public static void main(String[] arguments) throws Exception {
      SigtermHandler.ignore();
      System.out.println(new ProcessBuilder("sleep", "60").start().pid());
      while (System.in.read() >= 0) {
        System.out.println("lives");
      }
    }
  }

  @Test
  void theProcessOutlivesTheSignalAndWhatItStartsDoesNot() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Ignoring.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output = process.inputReader();
        var input = process.outputWriter()) {
      ProcessHandle started = ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
      assertThat(ProcessSignals.send(process.pid(), Signal.SIGTERM)).isTrue();
      input.write("x");
      input.flush();
      assertThat(output.readLine()).isEqualTo("lives");
      assertThat(ProcessSignals.send(started.pid(), Signal.SIGTERM)).isTrue();
      started.onExit().orTimeout(20, TimeUnit.SECONDS).join();
    } finally {
      process.destroyForcibly();
    }
  }
}
