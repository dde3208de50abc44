package io.jobwheel.handler.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.handler.JobFailedException;
import io.jobwheel.handler.command.process.RunningProcess;
import io.jobwheel.os.ProcessTable;
import io.jobwheel.time.TestClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that resist their end leave no process. */
@Timeout(60)
class CommandTreesTest {

  private final Commands commands = new Commands();

  @ParameterizedTest
  @ValueSource(
      strings = {
        // a program that waits, also with children
        "echo ready; sleep 100",
        "sleep 100 & sleep 101 & echo ready; wait",
        // a chain of shells
        "sh -c 'sh -c \"echo ready; sleep 100; :\"; :'; :",
        // a program that ignores SIGTERM, as its children do
        "trap '' TERM; echo ready; while :; do sleep 100; done",
        // a program that starts children on SIGTERM
        "trap 'sleep 102 & sleep 103' TERM; echo ready; while :; do sleep 0.01; done",
        // a double fork: the grandchild belongs to init
        "(sh -c 'sleep 100 & echo ready') ; sleep 101",
        // a double fork into a session of its own, as daemons do
        "setsid sh -c 'sleep 100 & echo ready; sleep 103' & sleep 101",
        // a process group of its own
        "set -m; sleep 100 & echo ready; sleep 101",
        // spawns in loops
        "echo ready; while :; do sleep 100 & sleep 0.005; done",
        // each starts the next and ends
        "f() { sleep 0.01; f & }; f & echo ready; sleep 100",
        // closes its output, but lives on
        "echo ready; exec >&- 2>&-; sleep 100",
        // prints without end, to both
        "echo ready; yes >&2 & yes",
        // stopped
        "echo ready; kill -STOP $$",
      })
  void aCancelEndsAllOf(String script) throws Exception {
    try (RunningHandler running = new RunningHandler(commands.script(script))) {
      running.context.awaitLine("ready");
      assertThat(running.processes()).isNotEmpty();
      running.cancel();
      assertThat(running.processes()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sleep 100 & echo ready",
        "(trap '' TERM; sleep 100; :) & echo ready",
        "setsid sh -c 'sleep 100 & sleep 101' & echo ready",
        "yes & echo ready",
        "yes >&2 & echo ready",
        "sleep 100 >&- 2>&- & echo ready",
        "sh -c 'sh -c \"sleep 100 & sleep 101 &\" &' & echo ready",
      })
  void theRemainingProcessesOfAProgramEndWithIt(String script) throws Exception {
    try (RunningHandler running = new RunningHandler(commands.script(script))) {
      assertThat(running.result().exitCode()).isZero();
      assertThat(running.context.prints).contains("ready");
      assertThat(running.processes()).isEmpty();
    }
  }

  @Test
  void aCancelAlsoEndsAProcessThatHasLeftSessionAndEnvironment() throws Exception {
    try (RunningHandler running =
        new RunningHandler(
            commands.script("env -i setsid sh -c 'echo $$; exec sleep 100' & sleep 101"))) {
      String pid = running.context.arrivals.poll(20, TimeUnit.SECONDS);
      assertThat(ProcessTable.find(pid)).isPresent();
      running.cancel();
      assertThat(ProcessTable.find(pid)).isEmpty();
    }
  }

  @Test
  void theOutputOfProcessesThatEndSoonAfterTheProgramIsPrinted() throws Exception {
    commands.grace = Duration.ofSeconds(20);
    try (RunningHandler running =
        new RunningHandler(commands.script("(sleep 0.2; echo late) & echo early"))) {
      assertThat(running.result().lines()).isEqualTo(2);
      assertThat(running.context.prints).containsExactly("early", "late");
    }
  }

  @Test
  void aProgramReceivesSigtermBeforeItIsKilled(@TempDir Path folder) throws Exception {
    commands.grace = Duration.ofSeconds(20);
    Path tidy = folder.resolve("tidy");
    try (RunningHandler running =
        new RunningHandler(
            commands.script(
                "trap 'echo yes > %s; exit' TERM; echo ready; while :; do sleep 0.01; done"
                    .formatted(tidy)))) {
      running.context.awaitLine("ready");
      running.cancel();
      assertThat(tidy).hasContent("yes");
    }
  }

  @Test
  void theFolderGoesWhenTheCommandIsKilled() throws Exception {
    try (RunningHandler running =
        new RunningHandler(
            commands.script("trap '' TERM; touch file; pwd; echo ready; sleep 100"))) {
      running.context.awaitLine("ready");
      running.cancel();
      assertThat(Path.of(running.context.prints.getFirst())).doesNotExist();
    }
  }

  @Test
  void aTimeOutEndsTheTreeAsWell() throws Exception {
    commands.timeout = Duration.ofMillis(500);
    try (RunningHandler running =
        new RunningHandler(commands.script("trap '' TERM; setsid sleep 100 & sleep 101"))) {
      assertThat(running.failure()).isInstanceOf(JobFailedException.class);
      assertThat(running.processes()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"exec sleep 100", "while :; do echo x; done"})
  void aProcessOutsideTheTreeIsFoundByItsOpenOutput(String stray, @TempDir Path folder)
      throws Exception {
    TestClock clock = TestClock.at(Instant.EPOCH);
    commands.timeout = Duration.ofHours(1);
    Path pid = folder.resolve("pid");
    try (RunningHandler running =
        new RunningHandler(
            commands.script(
                "env -i setsid sh -c 'echo $$ > %s; %s' & while [ ! -s %s ]; do :; done"
                    .formatted(pid, stray, pid)),
            clock)) {
      clock.advanceUntil(RunningProcess.MAX_SILENCE.dividedBy(4), running::hasEnded);
      assertThat(running.result().exitCode()).isZero();
      assertThat(ProcessTable.find(Files.readString(pid).strip())).isEmpty();
    }
  }

  @Test
  void theEndOfTheHandlerWaitsForNoGrace(@TempDir Path folder) throws Exception {
    commands.grace = Duration.ofSeconds(20);
    Path asked = folder.resolve("asked");
    RunningHandler running =
        new RunningHandler(
            commands.script(
                "trap 'touch %s' TERM; echo ready; while :; do sleep 0.01; done".formatted(asked)));
    running.context.awaitLine("ready");
    running.context.cancel();
    await().until(() -> Files.exists(asked));
    long begin = System.nanoTime();
    running.close();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
    assertThat(running.failure()).isInstanceOf(CancellationException.class);
    assertThat(running.processes()).isEmpty();
  }

  @Test
  void theEndOfTheHandlerEndsWhatRuns() throws Exception {
    RunningHandler running =
        new RunningHandler(commands.script("trap '' TERM; echo ready; sleep 100"));
    running.context.awaitLine("ready");
    running.close();
    assertThat(running.processes()).isEmpty();
    assertThat(running.failure()).isInstanceOf(CancellationException.class);
  }
}
