package io.jobwheel.handler.command;

import static io.jobwheel.os.Signal.SIGKILL;
import static io.jobwheel.os.Signal.SIGTERM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jobwheel.handler.JobFailedException;
import io.jobwheel.time.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The errors for all exit codes. */
@Timeout(60)
class ExitCodesTest {

  /** The signals that end a process by default; 19, for example, only stops it. */
  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(1, "SIGHUP"),
          Map.entry(2, "SIGINT"),
          Map.entry(3, "SIGQUIT"),
          Map.entry(4, "SIGILL"),
          Map.entry(5, "SIGTRAP"),
          Map.entry(6, "SIGABRT"),
          Map.entry(7, "SIGBUS"),
          Map.entry(8, "SIGFPE"),
          Map.entry(9, "SIGKILL"),
          Map.entry(10, "SIGUSR1"),
          Map.entry(11, "SIGSEGV"),
          Map.entry(12, "SIGUSR2"),
          Map.entry(13, "SIGPIPE"),
          Map.entry(14, "SIGALRM"),
          Map.entry(15, "SIGTERM"),
          Map.entry(16, "SIGSTKFLT"),
          Map.entry(24, "SIGXCPU"),
          Map.entry(25, "SIGXFSZ"),
          Map.entry(26, "SIGVTALRM"),
          Map.entry(27, "SIGPROF"),
          Map.entry(29, "SIGIO"),
          Map.entry(30, "SIGPWR"),
          Map.entry(31, "SIGSYS"));

  private final Commands commands = new Commands();

  private static String message(String words) {
    return "The command 'it' ended with exit code " + words;
  }

  private static JobFailedException failure(CommandHandler handler, String value) {
    return catchThrowableOfType(
        JobFailedException.class,
        () -> handler.run(Commands.call(Map.of("value", value)), new TestContext()));
  }

  @Test
  void everyExitCodeIsNamed() throws Exception {
    commands.maxConcurrent = 16;
    commands.success = Set.of();
    commands.parameters.put("value", Commands.parameter("[0-9]+"));
    Command exit = commands.of("sh", "-c", "exit $0", "{value}");
    try (CommandHandler handler = new CommandHandler(List.of(exit), Ticker.system());
        ExecutorService threads = Executors.newFixedThreadPool(16)) {
      List<Future<JobFailedException>> failures = new ArrayList<>();
      IntStream.range(0, 256)
          .forEach(
              code -> failures.add(threads.submit(() -> failure(handler, Integer.toString(code)))));
      for (int code = 0; code < failures.size(); code++) {
        String name = NAMES.get(code - 128);
        assertThat(failures.get(code).get(30, TimeUnit.SECONDS))
            .hasMessage(
                message(
                    name == null
                        ? Integer.toString(code)
                        : "%d, as after signal %d (%s)".formatted(code, code - 128, name)));
      }
    }
  }

  @Test
  void theErrorNamesTheSignalThatEndedAProgram() throws Exception {
    long ignored = ignoredSignals();
    commands.parameters.put("value", Commands.parameter("[0-9]+"));
    Command kill = commands.of("sh", "-c", "ulimit -c 0; kill -$0 $$", "{value}");
    try (CommandHandler handler = new CommandHandler(List.of(kill), Ticker.system())) {
      handler.beginShutdown(); // otherwise each run waits a second after SIGTERM and SIGKILL
      Set<Integer> ofServices = Set.of(SIGTERM.number(), SIGKILL.number());
      NAMES.entrySet().stream()
          .filter(signal -> !ofServices.contains(signal.getKey()))
          .filter(signal -> (ignored & 1L << signal.getKey() - 1) == 0)
          .forEach(signal ->
              assertThat(failure(handler, signal.getKey().toString()))
                  .hasMessage(
                      message(
                          "%d, as after signal %d (%s)"
                              .formatted(
                                  128 + signal.getKey(), signal.getKey(), signal.getValue()))));
    }
  }

  /**
   * Returns the signals that this process ignores, and so its children: a shell starts what runs in
   * the background with SIGINT and SIGQUIT ignored. Bit 0 is signal 1.
   */
  private static long ignoredSignals() throws IOException {
    String prefix = "SigIgn:";
    try (Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
      return status
          .filter(line -> line.startsWith(prefix))
          .mapToLong(line -> Long.parseUnsignedLong(line.substring(prefix.length()).strip(), 16))
          .sum();
    }
  }
}
