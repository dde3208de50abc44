package io.jobwheel.handler.command.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.handler.CallTimedOutException;
import io.jobwheel.handler.JobFailedException;
import io.jobwheel.handler.command.Command;
import io.jobwheel.handler.command.CommandCall;
import io.jobwheel.handler.command.CommandHandler;
import io.jobwheel.handler.command.CommandResult;
import io.jobwheel.handler.command.Commands;
import io.jobwheel.handler.command.Parameter;
import io.jobwheel.handler.command.RunningHandler;
import io.jobwheel.handler.command.TestContext;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.Retry;
import io.jobwheel.time.TestClock;
import io.jobwheel.time.Ticker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands with real programs that end properly. */
@Timeout(60)
class CommandHandlerTest {

  private final Commands commands = new Commands();
  private final TestContext context = new TestContext();

  private CommandResult run(Command command) {
    try (CommandHandler handler = new CommandHandler(List.of(command), Ticker.system())) {
      return handler.run(Commands.call(), context);
    }
  }

  private JobFailedException failure(Command command) {
    try {
      throw new AssertionError("it gave " + run(command));
    } catch (JobFailedException e) {
      return e;
    }
  }

  @Test
  void theTypeNamesItsCommandsAndRunsOnThreads() {
    commands.parameters.put("size", Commands.parameter("\\d+"));
    commands.parameters.put("way", new Parameter(Pattern.compile("up|down"), 9, "up", false));
    try (CommandHandler handler =
        new CommandHandler(List.of(commands.of("echo", "{size}", "{way}")), Ticker.system())) {
      assertThat(handler.type().description()).contains("it(size, way?)");
      assertThat(handler.type().defaultMode()).isEqualTo(ExecutionMode.THREAD_POOL);
      assertThat(handler.type().modes())
          .containsOnly(ExecutionMode.THREAD_POOL, ExecutionMode.VIRTUAL_THREADS);
    }
  }

  @Test
  void linesOfBothStreamsArePrintedAndThoseOfStderrAreMarked() {
    CommandResult result = run(commands.script("echo one; echo two >&2; printf 'no end'"));

    assertThat(context.prints).containsExactlyInAnyOrder("one", "[stderr] two", "no end");
    assertThat(result.exitCode()).isZero();
    assertThat(result.lines()).isEqualTo(3);
    assertThat(result.cutLines()).isZero();
    assertThat(result.duration()).isBetween(Duration.ZERO, Duration.ofSeconds(20));
  }

  @Test
  void mergedStreamsKeepTheirOrderAndHaveNoMark() {
    commands.mergeStderr = true;
    var _ = run(commands.script("for i in 1 2 3 4 5; do echo o$i; echo e$i >&2; done"));

    assertThat(context.prints)
        .containsExactly("o1", "e1", "o2", "e2", "o3", "e3", "o4", "e4", "o5", "e5");
  }

  @Test
  void aLineIsPrintedWhenItComesAndNotAtTheEnd(@TempDir Path folder) throws Exception {
    Path go = folder.resolve("go");
    try (RunningHandler running =
        new RunningHandler(
            commands.script(
                "echo ready; until [ -e %s ]; do sleep 0.01; done; echo gone".formatted(go)))) {
      running.context.awaitLine("ready");
      var _ = Files.createFile(go); // the program waits for this file after its line
      assertThat(running.result().lines()).isEqualTo(2);
    }
  }

  @Test
  void progressLinesSetTheProgressAndAreNotPrinted() {
    CommandResult result =
        run(commands.script("echo '::progress 0.5 half way'; echo '::progress 1'; echo done"));

    assertThat(context.progress).containsExactly("0.5 half way", "1.0 null");
    assertThat(context.prints).containsExactly("done");
    assertThat(result.lines()).isEqualTo(1);
  }

  @Test
  void aProgramSeesNothingOfTheServiceButWhatItIsGiven() {
    commands.environment = Map.of("GREETING", "hello world", "LANG", "C");
    var _ = run(commands.of("env"));

    assertThat(context.prints.stream().map(line -> line.substring(0, line.indexOf('='))))
        .containsExactlyInAnyOrder(
            "PATH",
            "LANG",
            "HOME",
            "TMPDIR",
            "GREETING",
            ProcessStarter.MARK,
            "JOBWHEEL_JOB_ID",
            "JOBWHEEL_ATTEMPT");
    assertThat(context.prints)
        .contains(
            "GREETING=hello world",
            "LANG=C",
            "JOBWHEEL_JOB_ID=" + context.id,
            "JOBWHEEL_ATTEMPT=1");
  }

  @Test
  void aProgramReceivesTheTraceContext() {
    context.traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    var _ = run(commands.of("env"));
    assertThat(context.prints).contains("TRACEPARENT=" + context.traceparent);

    context.prints.clear();
    commands.environment = Map.of("TRACEPARENT", "");
    var _ = run(commands.of("env"));
    assertThat(context.prints).contains("TRACEPARENT=");
  }

  @Test
  void stdinIsEmpty() {
    var _ = run(commands.script("cat; echo end"));
    assertThat(context.prints).containsExactly("end");
  }

  @Test
  void noFileOfTheServiceIsOpenInAProgram() {
    var _ = run(commands.script("ls /proc/self/fd"));
    // the last is the folder that ls reads
    assertThat(context.prints).containsExactly("0", "1", "2", "3");
  }

  @Test
  void eachAttemptHasAFreshFolderThatGoesWithIt() {
    var _ =
        run(
            commands.script(
                "mkdir -p a/b && touch a/b/c && ln -s / a/root && chmod 000 a/b && chmod 500 a &&"
                    + " pwd"));

    Path folder = Path.of(context.prints.getFirst());
    assertThat(folder.getFileName().toString()).startsWith(WorkFolder.PREFIX);
    assertThat(folder).doesNotExist();
    assertThat(Path.of("/etc")).exists();
  }

  @Test
  void aConfiguredFolderStays(@TempDir Path folder) {
    commands.folder = folder;
    var _ = run(commands.script("pwd > here"));
    assertThat(folder.resolve("here")).hasContent(folder.toString());
  }

  @Test
  void niceIsPassedOn() {
    commands.nice = 7;
    var _ = run(commands.of("nice"));
    assertThat(context.prints).containsExactly("7");
  }

  @Test
  void aCommandLeadsItsOwnSession() {
    var _ =
        run(
            commands.script(
                "read pid name state parent group session rest < /proc/self/stat; echo $$ $group"
                    + " $session"));
    String[] ids = context.prints.getFirst().split(" ");
    assertThat(ids[1]).isEqualTo(ids[0]);
    assertThat(ids[2]).isEqualTo(ids[0]);
  }

  @Test
  void anExitCodeThatIsNoSuccessFailsWithTheLastLinesOfStderr() {
    JobFailedException failure =
        failure(commands.script("for i in 1 2 3 4 5 6 7; do echo e$i >&2; done; exit 3"));

    assertThat(failure.error().code()).isEqualTo("unexpected-exit-code");
    assertThat(failure)
        .hasMessage("The command 'it' ended with exit code 3: e3 | e4 | e5 | e6 | e7");
    assertThat(failure.retry()).isEqualTo(Retry.NEVER);
  }

  @Test
  void exitCodesMeanWhatTheConfigurationSays() {
    commands.success = Set.of(0, 1);
    commands.retry = Set.of(75);
    assertThat(run(commands.script("exit 1")).exitCode()).isEqualTo(1);
    assertThat(failure(commands.script("exit 75")).retry()).isEqualTo(Retry.AS_PLANNED);
    assertThat(failure(commands.script("exit 2")).retry()).isEqualTo(Retry.NEVER);
  }

  @Test
  void anEndByASignalIsReportedAsSuch() throws Exception {
    TestClock clock = TestClock.at(Instant.EPOCH);
    commands.timeout = Duration.ofHours(1);
    try (RunningHandler running = new RunningHandler(commands.script("kill -9 $$"), clock)) {
      clock.advanceUntil(Duration.ofMillis(500), running::hasEnded); // no shutdown begins
      Throwable failure = running.failure();
      assertThat(failure)
          .hasMessage("The command 'it' ended with exit code 137, as after signal 9 (SIGKILL)");
      assertThat(((JobFailedException) failure).retry())
          .as("another process has killed it")
          .isEqualTo(Retry.AS_PLANNED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "KILL"})
  void aProgramThatIsKilledDuringShutdownHasNotFailed(String signal) {
    try (CommandHandler handler =
        new CommandHandler(
            List.of(commands.script("kill -%s $$".formatted(signal))), Ticker.system())) {
      handler.beginShutdown();
      assertThatThrownBy(() -> handler.run(Commands.call(), context))
          .isInstanceOf(CancellationException.class);
      assertThat(Thread.interrupted()).isTrue(); // as by a lane that reclaims its thread
    }
  }

  @Test
  void theShutdownMayBeginAfterTheProgramHasEnded() throws Exception {
    CommandHandler handler =
        new CommandHandler(List.of(commands.script("echo ready; kill $$")), Ticker.system());
    try (RunningHandler running = new RunningHandler(handler)) {
      running.context.awaitLine("ready");
      handler.beginShutdown();
      assertThat(running.failure()).isInstanceOf(CancellationException.class);
    }
  }

  @Test
  void aLongErrorLineDoesNotFloodTheMessage() {
    JobFailedException failure =
        failure(commands.script("head -c 100000 /dev/zero | tr '\\0' e >&2; exit 1"));
    assertThat(failure.getMessage()).hasSizeBetween(1_500, 2_000);
  }

  @Test
  void aCommandThatTakesTooLongIsEnded() {
    commands.timeout = Duration.ofMillis(300);
    JobFailedException failure = failure(commands.script("echo begun >&2; sleep 100"));

    assertThat(failure.error().code()).isEqualTo("command-timed-out");
    assertThat(failure).as("is counted as a time-out").isInstanceOf(CallTimedOutException.class);
    assertThat(failure).hasMessageContaining("PT0.3S").hasMessageEndingWith(": begun");
    assertThat(failure.retry()).isEqualTo(Retry.AS_PLANNED);
  }

  @Test
  void outputBeyondTheLimitIsDroppedAndCounted() {
    commands.lines = 3;
    CommandResult result = run(commands.script("for i in 1 2 3 4 5; do echo line$i; done"));

    assertThat(context.prints)
        .containsExactly(
            "line1",
            "line2",
            "line3",
            "… truncated: this command may print 3 lines and 1000000 characters");
    assertThat(result)
        .extracting("lines", "cutLines", "cutCharacters")
        .containsExactly(3L, 2L, 10L);

    context.prints.clear();
    commands.lines = 100;
    commands.characters = 12;
    result = run(commands.script("for i in 1 2 3 4 5; do echo line$i; done"));
    assertThat(context.prints).hasSize(3);
    assertThat(result)
        .extracting("lines", "cutLines", "cutCharacters")
        .containsExactly(2L, 3L, 15L);
  }

  @Test
  void invalidTextAndHugeLinesAreHandled() {
    commands.characters = 100_000_000;
    commands.lines = 1_000_000;
    CommandResult result =
        run(
            commands.script(
                "head -c 300000 /dev/urandom; echo; head -c 1000000 /dev/zero | tr '\\0' x; echo;"
                    + " echo end"));

    assertThat(context.prints).endsWith("end").noneMatch(line -> line.contains("\0"));
    assertThat(
            context.prints.stream()
                .filter(line -> line.matches("x{1000,}"))
                .mapToInt(String::length)
                .sum())
        .isEqualTo(1_000_000);
    assertThat(result.lines()).isEqualTo(context.prints.size());
  }

  @Test
  void programsThatPrintMuchOnBothStreamsAreReadToTheEnd() {
    commands.lines = 1_000_000;
    commands.characters = 100_000_000;
    CommandResult result = run(commands.script("seq 1 50000 >&2 & seq 1 50000; wait"));

    assertThat(result.lines()).isEqualTo(100_000);
    assertThat(context.prints.stream().filter(line -> line.startsWith("[stderr] ")))
        .hasSize(50_000);
  }

  @Test
  void aProgramThatHasGoneFailsTheAttempt(@TempDir Path folder) throws Exception {
    Path program = Files.copy(Path.of("/bin/true"), folder.resolve("program"));
    Command command = commands.of(program.toString());
    Files.delete(program);

    JobFailedException failure = failure(command);
    assertThat(failure.error().code()).isEqualTo("start-failed");
    assertThat(failure).hasMessageContaining("is no longer an executable file");
    assertThat(failure.retry()).isEqualTo(Retry.AS_PLANNED);
    assertThat(folders()).isEmpty();
  }

  @Test
  void aProgramThatMayNotBeExecutedFailsTheAttempt(@TempDir Path folder) throws Exception {
    Path program = Files.copy(Path.of("/bin/true"), folder.resolve("program"));
    Command command = commands.of(program.toString());
    assertThat(program.toFile().setExecutable(false, false)).isTrue();
    assertThat(failure(command).error().code()).isEqualTo("start-failed");
  }

  @Test
  void aWorkingFolderThatHasGoneFailsTheAttempt(@TempDir Path folder) throws Exception {
    commands.folder = Files.createDirectory(folder.resolve("work"));
    Command command = commands.of("true");
    Files.delete(commands.folder);
    assertThat(failure(command).error().code()).isEqualTo("start-failed");
  }

  @Test
  void argumentsThatAreTooLongForTheKernelFailTheJob() {
    // each fits, all together do not: 256 of 32,000 characters with four bytes each
    commands.parameters.put("text", new Parameter(Pattern.compile(".*"), 32_000, null, false));
    String[] places = new String[256];
    java.util.Arrays.fill(places, "{text}");
    try (CommandHandler handler =
        new CommandHandler(List.of(commands.of("true", places)), Ticker.system())) {
      assertThatThrownBy(
              () -> handler.run(Commands.call(Map.of("text", "x".repeat(32_000))), context))
          .isInstanceOfSatisfying(
              JobFailedException.class,
              failure -> {
                assertThat(failure.error().code()).isEqualTo("start-failed");
                assertThat(failure).hasMessageContaining("too long");
                assertThat(failure.retry()).isEqualTo(Retry.NEVER);
              });
    }
    assertThat(folders()).isEmpty();
  }

  @Test
  void aCommandThatThisNodeDoesNotHaveFailsTheAttempt() {
    try (CommandHandler handler =
        new CommandHandler(List.of(commands.of("true")), Ticker.system())) {
      assertThat(handler.validate(new CommandCall("other", null)))
          .containsExactly(
              new FieldError("name", "is not a configured command; must be one of [it]"));
      assertThatThrownBy(() -> handler.run(new CommandCall("other", null), context))
          .isInstanceOfSatisfying(
              JobFailedException.class,
              failure -> assertThat(failure.error().code()).isEqualTo("unknown-command"));
    }
  }

  @Test
  void parametersThatHaveBecomeInvalidFailTheJob() {
    commands.parameters.put("size", Commands.parameter("\\d+"));
    try (CommandHandler handler =
        new CommandHandler(List.of(commands.of("echo", "{size}")), Ticker.system())) {
      assertThatThrownBy(() -> handler.run(Commands.call(Map.of("size", "big")), context))
          .isInstanceOfSatisfying(
              JobFailedException.class,
              failure -> {
                assertThat(failure.error().code()).isEqualTo("invalid-parameters");
                assertThat(failure.retry()).isEqualTo(Retry.NEVER);
              });
    }
  }

  @Test
  void noMoreThanTheLimitRunAtOnceAndTheOthersWait(@TempDir Path folder) throws Exception {
    commands.maxConcurrent = 1;
    commands.maxWait = Duration.ofMillis(200);
    Path go = folder.resolve("go");
    CommandHandler handler =
        new CommandHandler(
            List.of(
                commands.script("echo ready; until [ -e %s ]; do sleep 0.01; done".formatted(go))),
            Ticker.system());
    try (RunningHandler first = new RunningHandler(handler)) {
      first.context.awaitLine("ready");
      RunningHandler second = new RunningHandler(handler);
      assertThat(second.failure())
          .isInstanceOfSatisfying(
              JobFailedException.class,
              failure -> {
                assertThat(failure.error().code()).isEqualTo("busy");
                assertThat(failure.retry()).isEqualTo(Retry.AS_PLANNED);
              });
      assertThat(second.context.prints).isEmpty();
      var _ = Files.createFile(go);
      assertThat(first.result().exitCode()).isZero();
      assertThat(new RunningHandler(handler).result().exitCode()).isZero();
    }
  }

  @Test
  void aCancelEndsTheWaitForAPermit() throws Exception {
    commands.maxConcurrent = 1;
    CommandHandler handler =
        new CommandHandler(List.of(commands.script("echo ready; sleep 100")), Ticker.system());
    try (RunningHandler first = new RunningHandler(handler)) {
      first.context.awaitLine("ready");
      new RunningHandler(handler).cancel();
      first.cancel();
      RunningHandler third = new RunningHandler(handler); // both permits have been released
      third.context.awaitLine("ready");
      third.cancel();
    }
  }

  private static List<Path> folders() {
    String mine = WorkFolder.PREFIX + InstanceMark.own() + ".";
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files.filter(file -> file.getFileName().toString().startsWith(mine)).toList();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
