package io.jobwheel.execution.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.execution.Lane;
import io.jobwheel.execution.LaneWiring;
import io.jobwheel.execution.Lanes;
import io.jobwheel.execution.RecordingOutput;
import io.jobwheel.execution.TroubleHandler;
import io.jobwheel.execution.TroubleHandler.Kind;
import io.jobwheel.execution.process.Frame;
import io.jobwheel.execution.process.ProcessPool;
import io.jobwheel.execution.process.WorkerSession;
import io.jobwheel.execution.process.WorkerStatus;
import io.jobwheel.job.AttemptPolicy;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.FailureReason;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.Outcome;
import io.jobwheel.job.Progress;
import io.jobwheel.job.Retry;
import io.jobwheel.time.Ticker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The lane of worker processes, with real processes and misbehaving handlers. */
@Timeout(60)
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class) // those with one pool together
class ProcessPoolLaneTest {

  @Import(LaneWiring.class)
  static class Wiring {

    @Bean
    TroubleHandler trouble() {
      return new TroubleHandler();
    }
  }

  // shared by tests with the same settings, since processes take a while to start
  private @Nullable List<String> settings;
  private AnnotationConfigApplicationContext spring;
  private Lane lane;
  private RecordingOutput output;

  private void start(int processes, String... properties) {
    List<String> wanted = new ArrayList<>(List.of(properties));
    wanted.add("jobwheel.lanes.process-pool.slots=" + processes);
    if (!wanted.equals(settings)) {
      everyProcessEndsWithItsPool();
      settings = wanted;
      spring = new AnnotationConfigApplicationContext();
      TestPropertyValues.of(
              "jobwheel.lanes.process-pool.heap=64MB",
              "jobwheel.lanes.process-pool.cancel-grace=500ms",
              "jobwheel.lanes.process-pool.jvm-arguments=-XX:TieredStopAtLevel=1")
          .and(wanted)
          .applyTo(spring);
      spring.register(Wiring.class);
      spring.refresh();
      lane = spring.getBean(Lanes.class).of(ExecutionMode.PROCESS_POOL);
      output = spring.getBean(RecordingOutput.class);
    }
    output.prints.clear();
    output.progress.clear();
    output.delayed = false;
    output.slow = false;
  }

  @AfterAll
  void everyProcessEndsWithItsPool() {
    if (settings == null) {
      return;
    }
    settings = null;
    List<Long> pids = workers().stream().map(WorkerStatus::pid).filter(pid -> pid != 0).toList();
    spring.close();
    for (long pid : pids) {
      await(() -> ProcessHandle.of(pid).isEmpty());
    }
  }

  private List<WorkerStatus> workers() {
    return lane.status().workers();
  }

  private static RunningAttempt attempt(Kind kind, int times, @Nullable Duration timeout) {
    return attempt(kind, times, timeout, "ü");
  }

  private static RunningAttempt attempt(
      Kind kind, int times, @Nullable Duration timeout, String text) {
    Job job =
        Attempts.job(
            "trouble",
            "{\"kind\":\"%s\",\"times\":%d,\"text\":\"%s\"}".formatted(kind, times, text),
            null);
    AttemptPolicy policy =
        timeout == null ? AttemptPolicy.ONCE : AttemptPolicy.ONCE.within(timeout);
    return new RunningAttempt(
        new Attempt(Attempts.with(job, policy), Instant.now()), Ticker.system());
  }

  private CompletableFuture<Outcome> begin(RunningAttempt attempt) {
    return lane.run(attempt);
  }

  private Outcome run(Kind kind, int times) {
    return end(begin(attempt(kind, times, null)));
  }

  private static Outcome end(CompletableFuture<Outcome> running) {
    return running.orTimeout(40, TimeUnit.SECONDS).join();
  }

  /** Waits until another process has made the condition true. */
  private static void await(BooleanSupplier condition) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .until(condition::getAsBoolean);
  }

  private void awaitPrint(String text) {
    await(() -> output.prints.contains(text));
  }

  private String pid() {
    return run(Kind.PID, 0) instanceof Outcome.Succeeded(String result) ? result : "none";
  }

  @Test
  void aBodyRunsInAnotherProcessAndItsResultComesBack() {
    start(1);
    assertThat(run(Kind.ECHO, 0))
        .isEqualTo(new Outcome.Succeeded("{\"text\":\"ü\",\"attempt\":1}"));
    assertThat(Long.parseLong(pid())).isNotEqualTo(ProcessHandle.current().pid());
    assertThat(workers().getFirst().pid()).isEqualTo(Long.parseLong(pid()));
  }

  @Test
  void failuresAreToldAsInTheOtherLanesAndTheProcessGoesOn() {
    start(1);
    String pid = pid();
    assertThat(run(Kind.FAIL, 0))
        .isEqualTo(
            new Outcome.Failed(
                new JobError("handler-failed", "java.io.IOException: disk on fire")));
    assertThat(run(Kind.FAIL_FOR_GOOD, 0))
        .isEqualTo(new Outcome.Failed(new JobError("no-use", "Never works"), Retry.NEVER));
    assertThat(run(Kind.STACK_OVERFLOW, 0)).isInstanceOf(Outcome.Failed.class);
    assertThat(run(Kind.NOT_JSON, 0)).isInstanceOf(Outcome.Failed.class);
    assertThat(run(Kind.INTERRUPT_ITSELF, 0)).isInstanceOf(Outcome.Succeeded.class);
    assertThat(run(Kind.CLOSE_STREAMS, 0)).isInstanceOf(Outcome.Succeeded.class);
    assertThat(pid()).isEqualTo(pid);
  }

  @Test
  void anExitIsACrashWithItsCodeAndTheLastWords() {
    start(1);
    String pid = pid();
    assertThat(run(Kind.EXIT, 7))
        .isInstanceOfSatisfying(
            Outcome.Crashed.class,
            crashed -> {
              assertThat(crashed.error().code()).isEqualTo("process-died");
              assertThat(crashed.error().message())
                  .contains("exit code 7")
                  .contains("these are my last words");
            });
    assertThat(output.prints).contains("about to exit");
    assertThat(pid()).isNotEqualTo(pid);
  }

  @Test
  void aProcessWithoutMemoryIsACrash() {
    start(1);
    assertThat(run(Kind.OUT_OF_MEMORY, 0))
        .isInstanceOfSatisfying(
            Outcome.Crashed.class,
            crashed ->
                assertThat(crashed.error().message())
                    .contains("exit code 3")
                    .contains("OutOfMemoryError"));
    assertThat(run(Kind.ECHO, 0)).isInstanceOf(Outcome.Succeeded.class);
  }

  @Test
  void aNativeCrashIsACrashThatNamesItsSignal() {
    start(1);
    assertThat(run(Kind.NATIVE_CRASH, 0))
        .isInstanceOfSatisfying(
            Outcome.Crashed.class,
            crashed -> assertThat(crashed.error().message()).contains("SIGSEGV"));
    assertThat(run(Kind.ECHO, 0)).isInstanceOf(Outcome.Succeeded.class);
  }

  @Test
  void aProcessThatIsKilledIsACrashWithItsSignal() {
    start(1);
    CompletableFuture<Outcome> running = begin(attempt(Kind.SLEEP, 3_600_000, null));
    awaitPrint("sleeps");
    assertThat(ProcessHandle.of(workers().getFirst().pid()).orElseThrow().destroyForcibly())
        .isTrue();
    assertThat(end(running))
        .isInstanceOfSatisfying(
            Outcome.Crashed.class,
            crashed -> assertThat(crashed.error().message()).contains("signal 9 (SIGKILL)"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "HUP", "TERM"})
  void whatIsMeantForTheServiceLeavesProcessesAlone(String signal) throws Exception {
    start(1);
    String pid = pid();
    CompletableFuture<Outcome> running = begin(attempt(Kind.SLEEP, 500, null));
    awaitPrint("sleeps");
    assertThat(new ProcessBuilder("kill", "-" + signal, pid).start().waitFor()).isZero();
    assertThat(end(running)).isInstanceOf(Outcome.Succeeded.class);
    assertThat(pid()).isEqualTo(pid);
  }

  @Test
  void aBodyThatEndsItsProcessAtOnceHasRunOnce(@TempDir Path folder) throws Exception {
    start(1);
    for (int i = 0; i < 3; i++) {
      Path effects = folder.resolve("effects" + i);
      assertThat(end(begin(attempt(Kind.HALT, 7, null, effects.toString()))))
          .isInstanceOf(Outcome.Crashed.class);
      assertThat(effects).hasContent("ran");
    }
  }

  @Test
  void aPayloadThatFitsInNoFrameFailsTheAttemptAndCostsNoProcess() {
    start(1);
    String pid = pid();
    String text = "z".repeat(17_000_000);
    assertThat(end(begin(attempt(Kind.ECHO, 0, null, text))))
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> {
              assertThat(failed.error().code()).isEqualTo("payload-too-large");
              assertThat(failed.retry()).isEqualTo(Retry.NEVER);
            });
    assertThat(pid()).isEqualTo(pid);
  }

  @Test
  void aCancelDuringTheHandOverIsHeardByTheBody() {
    start(1);
    String pid = pid();
    String text = "z".repeat(900_000);
    for (int i = 0; i < 12; i++) {
      RunningAttempt attempt = attempt(Kind.SLEEP, 3_600_000, null, text);
      CompletableFuture<Outcome> running = begin(attempt);
      long moment = System.nanoTime() + i * 400_000L;
      await(() -> System.nanoTime() - moment >= 0);
      attempt.cancel(CancelReason.REQUESTED);
      assertThat(end(running))
          .isInstanceOfSatisfying(
              Outcome.Cancelled.class,
              cancelled -> assertThat(cancelled.error().code()).isEqualTo("cancelled"));
    }
    assertThat(pid()).isEqualTo(pid);
  }

  @Test
  void aBodyThatEndedInTimeHasEndedAlsoWhenItsPrintsAreStillOnTheirWay() {
    start(1);
    output.slow = true;
    assertThat(end(begin(attempt(Kind.PRINT, 100, Duration.ofMillis(500)))))
        .isEqualTo(new Outcome.Succeeded("100"));
    assertThat(output.prints).hasSize(100);
    output.slow = false;
    assertThat(run(Kind.ECHO, 0)).isInstanceOf(Outcome.Succeeded.class);
  }

  @Test
  void anErrorOfTheServiceEndsTheProcessAndLeavesItsPlaceUsable() {
    start(1);
    String pid = pid();
    ProcessPool pool = spring.getBean(ProcessPool.class);
    WorkerSession session =
        new WorkerSession(
            new WorkerSession.Listener() {
              @Override
              public void printed(Instant at, String text) {
                throw new OutOfMemoryError("of a test");
              }

              @Override
              public void reported(Progress progress) {}
            });
    Job job = attempt(Kind.SLEEP, 3_600_000, null).attempt().job();
    assertThatThrownBy(() -> pool.run(new Frame.Run(job, Instant.now()), session))
        .isInstanceOf(OutOfMemoryError.class);
    assertThat(pid()).isNotEqualTo(pid);
  }

  @Test
  void whatABodyHasStartedEndsAlsoWhenItsProcessCrashes() {
    start(1);
    CompletableFuture<Outcome> running = begin(attempt(Kind.START_A_PROGRAM, 0, null));
    await(() -> !output.prints.isEmpty());
    ProcessHandle program =
        ProcessHandle.of(Long.parseLong(output.prints.getFirst())).orElseThrow();
    assertThat(ProcessHandle.of(workers().getFirst().pid()).orElseThrow().destroyForcibly())
        .isTrue();
    assertThat(end(running)).isInstanceOf(Outcome.Crashed.class);
    await(() -> !program.isAlive());
  }

  @Test
  void whatABodyHasStartedCanBeAskedToEnd() {
    start(1);
    RunningAttempt attempt = attempt(Kind.START_A_PROGRAM, 0, null);
    CompletableFuture<Outcome> running = begin(attempt);
    await(() -> !output.prints.isEmpty());
    ProcessHandle program =
        ProcessHandle.of(Long.parseLong(output.prints.getFirst())).orElseThrow();
    assertThat(program.destroy()).isTrue();
    await(() -> !program.isAlive());
    attempt.cancel(CancelReason.REQUESTED);
    assertThat(end(running)).isInstanceOf(Outcome.Cancelled.class);
  }

  @Test
  @Order(1)
  void aProcessThatDiesIdleCostsNoAttempt() {
    start(2);
    await(() ->
        workers().stream().allMatch(worker -> worker.state() == WorkerStatus.WorkerState.IDLE));
    for (WorkerStatus worker : workers()) {
      ProcessHandle.of(worker.pid()).orElseThrow().destroyForcibly();
    }
    for (int i = 0; i < 4; i++) {
      assertThat(run(Kind.ECHO, 0)).isInstanceOf(Outcome.Succeeded.class);
    }
  }

  @Test
  @Order(2)
  void aProcessThatStopsAnsweringIsKilled() {
    start(1, "jobwheel.lanes.process-pool.unresponsive-after=1s");
    assertThat(run(Kind.STOP_ANSWERING, 0))
        .isInstanceOfSatisfying(
            Outcome.Crashed.class,
            crashed -> assertThat(crashed.error().message()).contains("did not answer for PT1S"));
    assertThat(run(Kind.ECHO, 0)).isInstanceOf(Outcome.Succeeded.class);
  }

  @Test
  @Order(2)
  void aBodyThatTakesLongButAnswersIsLeftAlone() {
    start(1, "jobwheel.lanes.process-pool.unresponsive-after=300ms");
    assertThat(run(Kind.SLEEP, 1_500)).isInstanceOf(Outcome.Succeeded.class);
  }

  @Test
  @Order(2)
  void whatIsTooLongForAFrameFailsTheAttemptOrIsLeftOut() {
    start(
        1,
        "jobwheel.lanes.process-pool.heap=400MB",
        "jobwheel.lanes.output.characters=100000000",
        "jobwheel.lanes.result-limit=100000000");
    assertThat(run(Kind.HUGE_RESULT, 20_000_000))
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> assertThat(failed.error().code()).isEqualTo("result-too-large"));
    assertThat(run(Kind.HUGE_PRINT, 20_000_000)).isEqualTo(new Outcome.Succeeded(null));
    assertThat(output.prints).anyMatch(print -> print.startsWith("… too long"));
    assertThat(run(Kind.ECHO, 0)).isInstanceOf(Outcome.Succeeded.class);
  }

  @Test
  void printsComeInOrderAlsoWhenTheRegistryIsSlow() {
    start(1);
    output.delayed = true;
    assertThat(run(Kind.PRINT, 3_000)).isEqualTo(new Outcome.Succeeded("3000"));
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      expected.add("line " + i);
    }
    assertThat(output.prints).containsExactlyElementsOf(expected);
    assertThat(output.mostUnwritten).isLessThanOrEqualTo(256);
  }

  @Test
  void theLastProgressComesForCertain() {
    start(1);
    assertThat(run(Kind.PROGRESS, 1_000)).isInstanceOf(Outcome.Succeeded.class);
    assertThat(output.progress.getLast().fraction()).isEqualTo(1.0);
    assertThat(output.progress.getLast().message()).isEqualTo("step 1000");
    assertThat(output.progress.size()).isLessThan(500);
  }

  @Test
  void aCancelReachesABodyThatSleepsAndOneThatComputes() {
    start(1);
    String pid = pid();
    for (Kind kind : List.of(Kind.SLEEP, Kind.SPIN)) {
      output.prints.clear();
      RunningAttempt attempt = attempt(kind, 3_600_000, null);
      CompletableFuture<Outcome> running = begin(attempt);
      await(() -> !output.prints.isEmpty());
      attempt.cancel(CancelReason.REQUESTED);
      assertThat(end(running))
          .isEqualTo(
              new Outcome.Cancelled(
                  new JobError("cancelled", "Cancelled on request; the handler acknowledged.")));
    }
    assertThat(pid()).isEqualTo(pid);
  }

  @Test
  void aBodyThatIgnoresItsCancelIsKilledAfterTheGraceAndSaysSo() {
    start(1);
    RunningAttempt attempt = attempt(Kind.IGNORE_CANCEL, 0, null);
    CompletableFuture<Outcome> running = begin(attempt);
    awaitPrint("begins");
    attempt.cancel(CancelReason.REQUESTED);
    assertThat(end(running))
        .isInstanceOfSatisfying(
            Outcome.Cancelled.class,
            cancelled -> {
              assertThat(cancelled.error().code()).isEqualTo("cancelled-by-force");
              assertThat(cancelled.error().message()).contains("did not end within PT0.5S");
            });
    assertThat(run(Kind.ECHO, 0)).isInstanceOf(Outcome.Succeeded.class);
  }

  @Test
  void aTimeLimitEndsABodyAndKillsOneThatIgnoresIt() {
    start(1);
    Outcome obedient = end(begin(attempt(Kind.SLEEP, 3_600_000, Duration.ofMillis(300))));
    Outcome deaf = end(begin(attempt(Kind.IGNORE_CANCEL, 0, Duration.ofMillis(300))));
    for (Outcome outcome : List.of(obedient, deaf)) {
      assertThat(outcome)
          .isInstanceOfSatisfying(
              Outcome.Failed.class,
              failed -> {
                assertThat(failed.error().code()).isEqualTo("timed-out");
                assertThat(failed.reason()).isEqualTo(FailureReason.TIMEOUT);
              });
    }
    assertThat(end(begin(attempt(Kind.SLEEP, 1, Duration.ofMinutes(1)))))
        .as("the handler sees its limit")
        .isEqualTo(new Outcome.Succeeded("true"));
  }

  @Test
  @Order(1)
  void anAttemptThatTheNodeStopsIsGivenBackAlsoWhenItIsKilled() {
    start(2);
    for (Kind kind : List.of(Kind.SLEEP, Kind.IGNORE_CANCEL)) {
      output.prints.clear();
      RunningAttempt attempt = attempt(kind, 3_600_000, null);
      CompletableFuture<Outcome> running = begin(attempt);
      await(() -> !output.prints.isEmpty());
      attempt.cancel(CancelReason.SHUTDOWN);
      assertThat(end(running)).isEqualTo(new Outcome.Released());
    }
  }

  @Test
  void aCancelThatComesBeforeTheBodyLeavesTheProcessAlone() {
    start(1);
    String pid = pid();
    RunningAttempt attempt = attempt(Kind.SLEEP, 3_600_000, null);
    attempt.cancel(CancelReason.REQUESTED);
    assertThat(end(begin(attempt))).isInstanceOf(Outcome.Cancelled.class);
    assertThat(pid()).isEqualTo(pid);
  }

  @Test
  @Order(2)
  void whatABodyHasStartedEndsWithItsProcess() {
    start(1, "jobwheel.lanes.process-pool.jobs-per-process=77"); // a pool of its own
    RunningAttempt attempt = attempt(Kind.START_A_PROGRAM, 0, Duration.ofHours(1));
    CompletableFuture<Outcome> running = begin(attempt);
    await(() -> !output.prints.isEmpty());
    long program = Long.parseLong(output.prints.getFirst());
    assertThat(ProcessHandle.of(program)).isPresent();
    spring.getBean(ProcessPool.class).close();
    assertThat(end(running)).isInstanceOf(Outcome.Crashed.class);
    await(() -> ProcessHandle.of(program).map(ProcessHandle::isAlive).orElse(false).equals(false));
  }

  @Test
  @Order(2)
  void aProcessIsReplacedAfterItsShareOfAttempts() {
    start(1, "jobwheel.lanes.process-pool.jobs-per-process=3");
    Set<String> pids = new HashSet<>();
    for (int i = 0; i < 9; i++) {
      pids.add(pid());
    }
    assertThat(pids).hasSize(3);
  }

  @Test
  @Order(2)
  void aSlotIsFreeOnlyWhenItsProcessIsReadyAndWhoWaitsIsTold() {
    start(1, "jobwheel.lanes.process-pool.jobs-per-process=1");
    await(() -> lane.free() == 1);
    CountDownLatch notified = new CountDownLatch(1);
    lane.onCapacity(notified::countDown);
    assertThat(run(Kind.ECHO, 0)).isInstanceOf(Outcome.Succeeded.class);
    assertThat(lane.reserve(1)).as("the next process is not there yet").isZero();
    await(() -> notified.getCount() == 0);
    assertThat(lane.reserve(1)).isOne();
    lane.release(1);
  }

  @Test
  @Order(2)
  void aProcessThatHoldsTooMuchIsReplaced() {
    start(1, "jobwheel.lanes.process-pool.heap=400MB", "jobwheel.lanes.process-pool.memory=300MB");
    String pid = pid();
    assertThat(pid()).isEqualTo(pid);
    assertThat(run(Kind.HOLD_MEMORY, 250_000_000)).isInstanceOf(Outcome.Succeeded.class);
    assertThat(pid()).isNotEqualTo(pid);
  }

  @Test
  @Order(2)
  void aPoolWhoseProcessesDoNotStartHasNoSlotsAndDoesNotStopTheService() {
    start(1, "jobwheel.lanes.process-pool.jvm-arguments=--no-such-option");
    await(() -> workers().getFirst().state() == WorkerStatus.WorkerState.FAILING);
    assertThat(lane.reserve(1)).isZero();
    assertThat(lane.status().free()).isZero();
  }

  @Test
  @Order(1)
  void manyAttemptsOnManyProcessesAllEnd() {
    start(2);
    await(() -> lane.free() == 2);
    List<CompletableFuture<Outcome>> ends = new ArrayList<>();
    for (int round = 0; round < 100; round++) {
      assertThat(lane.reserve(2)).isEqualTo(2);
      ends.add(begin(attempt(Kind.ECHO, 0, null)));
      ends.add(begin(attempt(Kind.PID, 0, null)));
      ends.forEach(end -> assertThat(end(end)).isInstanceOf(Outcome.Succeeded.class));
      ends.clear();
      lane.release(2);
    }
    assertThat(workers().stream().mapToInt(WorkerStatus::jobs).sum()).isGreaterThanOrEqualTo(200);
  }
}
