package io.jobwheel.execution.attempt;

import static io.jobwheel.execution.attempt.TestProcessPool.attempt;
import static io.jobwheel.execution.attempt.TestProcessPool.attemptUntil;
import static io.jobwheel.execution.attempt.TestProcessPool.await;
import static io.jobwheel.execution.attempt.TestProcessPool.end;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.execution.TroubleHandler.Kind;
import io.jobwheel.execution.process.Frame;
import io.jobwheel.execution.process.WorkerSession;
import io.jobwheel.execution.process.WorkerStatus;
import io.jobwheel.job.FailureReason;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobLimit;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.job.Progress;
import io.jobwheel.job.Retry;
import io.jobwheel.time.Ticker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lane of worker processes, with real processes and misbehaving handlers. */
@Timeout(60)
class ProcessPoolLaneTest {

  // shared, since a process takes a while to start; idle and ready at the start of each test
  private static TestProcessPool pool; // of one process
  private static TestProcessPool pair; // of two

  @BeforeAll
  static void startPools() {
    pool = TestProcessPool.start(1);
    pair = TestProcessPool.start(2);
  }

  @AfterAll
  static void closePools() {
    pool.close();
    pair.close();
  }

  @BeforeEach
  void awaitWorkers() {
    pool.reset();
    pair.reset();
  }

  @Test
  void anAttemptRunsInAWorkerProcessAndReturnsItsResult() {
    assertThat(pool.run(Kind.ECHO, 0))
        .isEqualTo(new Outcome.Succeeded("{\"text\":\"ü\",\"attempt\":1}"));
    assertThat(Long.parseLong(pool.pid())).isNotEqualTo(ProcessHandle.current().pid());
    assertThat(pool.workers().getFirst().pid()).isEqualTo(Long.parseLong(pool.pid()));
  }

  @Test
  void failuresAreReportedAsInOtherLanesAndTheWorkerContinues() {
    String pid = pool.pid();
    assertThat(pool.run(Kind.FAIL, 0))
        .isEqualTo(
            new Outcome.Failed(
                new JobError("handler-failed", "java.io.IOException: disk on fire")));
    assertThat(pool.run(Kind.FAIL_FOR_GOOD, 0))
        .isEqualTo(new Outcome.Failed(new JobError("no-use", "Never works"), Retry.NEVER));
    assertThat(pool.run(Kind.STACK_OVERFLOW, 0)).isInstanceOf(Outcome.Failed.class);
    assertThat(pool.run(Kind.NOT_JSON, 0)).isInstanceOf(Outcome.Failed.class);
    assertThat(pool.run(Kind.INTERRUPT_ITSELF, 0)).isInstanceOf(Outcome.Succeeded.class);
    assertThat(pool.pid()).isEqualTo(pid);
  }

  @Test
  void closedStreamsDoNotEndTheWorker() {
    String pid = pool.pid();
    assertThat(pool.run(Kind.CLOSE_STREAMS, 0)).isInstanceOf(Outcome.Succeeded.class);
    assertThat(pool.pid()).isEqualTo(pid);
    pool.killFirst(); // its last lines would be missing if it crashed in another test
  }

  @Test
  void anExitIsReportedWithItsCodeAndTheLastLines() {
    String pid = pool.pid();
    assertThat(pool.run(Kind.EXIT, 7))
        .isInstanceOfSatisfying(
            Outcome.Crashed.class,
            crashed -> {
              assertThat(crashed.error().code()).isEqualTo("process-died");
              assertThat(crashed.error().message())
                  .contains("exit code 7")
                  .contains("these are my last words");
            });
    assertThat(pool.output.prints).contains("about to exit");
    assertThat(pool.pid()).isNotEqualTo(pid);
  }

  @Test
  void anOutOfMemoryErrorEndsTheWorker() {
    assertThat(pool.run(Kind.OUT_OF_MEMORY, 0))
        .isInstanceOfSatisfying(
            Outcome.Crashed.class,
            crashed ->
                assertThat(crashed.error().message())
                    .contains("exit code 3")
                    .contains("OutOfMemoryError"));
    assertThat(pool.run(Kind.ECHO, 0)).isInstanceOf(Outcome.Succeeded.class);
  }

  @Test
  void aNativeCrashIsReportedWithItsSignal() {
    assertThat(pool.run(Kind.NATIVE_CRASH, 0))
        .isInstanceOfSatisfying(
            Outcome.Crashed.class,
            crashed -> assertThat(crashed.error().message()).contains("SIGSEGV"));
    assertThat(pool.run(Kind.ECHO, 0)).isInstanceOf(Outcome.Succeeded.class);
  }

  @Test
  void aKilledWorkerIsReportedWithItsSignal() {
    CompletableFuture<Outcome> running = pool.begin(attempt(Kind.SLEEP, 3_600_000, null));
    pool.awaitPrint("sleeps");
    pool.killFirst();
    assertThat(end(running))
        .isInstanceOfSatisfying(
            Outcome.Crashed.class,
            crashed -> assertThat(crashed.error().message()).contains("signal 9 (SIGKILL)"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "HUP", "TERM"})
  void workersIgnoreSignalsThatAreMeantForTheService(String signal) throws Exception {
    String pid = pool.pid();
    CompletableFuture<Outcome> running = pool.begin(attempt(Kind.SLEEP, 300, null));
    pool.awaitPrint("sleeps");
    assertThat(new ProcessBuilder("kill", "-" + signal, pid).start().waitFor()).isZero();
    assertThat(end(running)).isInstanceOf(Outcome.Succeeded.class);
    assertThat(pool.pid()).isEqualTo(pid);
  }

  @Test
  void aHandlerThatHaltsItsWorkerRunsOnce(@TempDir Path folder) throws Exception {
    for (int i = 0; i < 3; i++) {
      Path effects = folder.resolve("effects" + i);
      assertThat(end(pool.begin(attempt(Kind.HALT, 7, null, effects.toString()))))
          .isInstanceOf(Outcome.Crashed.class);
      assertThat(effects).hasContent("ran");
    }
  }

  @Test
  void aPayloadTooLongForAFrameFailsTheAttemptAndKeepsTheWorker() {
    String pid = pool.pid();
    String text = "z".repeat(17_000_000);
    assertThat(end(pool.begin(attempt(Kind.ECHO, 0, null, text))))
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> {
              assertThat(failed.error().code()).isEqualTo("payload-too-large");
              assertThat(failed.retry()).isEqualTo(Retry.NEVER);
            });
    assertThat(pool.pid()).isEqualTo(pid);
  }

  @Test
  void aCancellationDuringTheHandOverReachesTheHandler() {
    String pid = pool.pid();
    String text = "z".repeat(900_000);
    for (int i = 0; i < 12; i++) {
      RunningAttempt attempt = attempt(Kind.SLEEP, 3_600_000, null, text);
      CompletableFuture<Outcome> running = pool.begin(attempt);
      long moment = System.nanoTime() + i * 400_000L;
      await(() -> System.nanoTime() - moment >= 0);
      attempt.cancel(CancelReason.REQUESTED);
      assertThat(end(running))
          .isInstanceOfSatisfying(
              Outcome.Cancelled.class,
              cancelled -> assertThat(cancelled.error().code()).isEqualTo("cancelled"));
    }
    assertThat(pool.pid()).isEqualTo(pid);
  }

  @Test
  void slowOutputDoesNotMakeAnAttemptExceedItsTimeLimit() {
    pool.output.slow = true;
    assertThat(end(pool.begin(attempt(Kind.PRINT, 75, Duration.ofSeconds(1)))))
        .isEqualTo(new Outcome.Succeeded("75"));
    assertThat(pool.output.prints).hasSize(75);
    pool.output.slow = false;
    assertThat(pool.run(Kind.ECHO, 0)).isInstanceOf(Outcome.Succeeded.class);
  }

  @Test
  void anErrorOfTheServiceEndsTheWorkerAndFreesItsSlot() {
    String pid = pool.pid();
    WorkerSession session =
        new WorkerSession(
            new WorkerSession.Listener() {
              @Override
              public void printed(Instant at, String text) {
                throw new OutOfMemoryError("of a test");
              }

              @Override
              public void reported(Progress progress) {}

              @Override
              public void paused(Duration duration) {}
            });
    Job job = attempt(Kind.SLEEP, 3_600_000, null).attempt().job();
    assertThatThrownBy(() -> pool.processes().run(new Frame.Run(job, Instant.now()), session))
        .isInstanceOf(OutOfMemoryError.class);
    assertThat(pool.pid()).isNotEqualTo(pid);
  }

  @Test
  void programsOfAnAttemptEndWhenItsWorkerCrashes() {
    CompletableFuture<Outcome> running = pool.begin(attempt(Kind.START_A_PROGRAM, 0, null));
    await(() -> !pool.output.prints.isEmpty());
    ProcessHandle program =
        ProcessHandle.of(Long.parseLong(pool.output.prints.getFirst())).orElseThrow();
    pool.killFirst();
    assertThat(end(running)).isInstanceOf(Outcome.Crashed.class);
    await(() -> !program.isAlive());
  }

  @Test
  void aProgramOfAnAttemptEndsOnSigterm() {
    RunningAttempt attempt = attempt(Kind.START_A_PROGRAM, 0, null);
    CompletableFuture<Outcome> running = pool.begin(attempt);
    await(() -> !pool.output.prints.isEmpty());
    ProcessHandle program =
        ProcessHandle.of(Long.parseLong(pool.output.prints.getFirst())).orElseThrow();
    assertThat(program.destroy()).isTrue();
    await(() -> !program.isAlive());
    attempt.cancel(CancelReason.REQUESTED);
    assertThat(end(running)).isInstanceOf(Outcome.Cancelled.class);
  }

  @Test
  void workersThatDieIdleFailNoAttempt() {
    for (WorkerStatus worker : pair.workers()) {
      ProcessHandle.of(worker.pid()).orElseThrow().destroyForcibly();
    }
    for (int i = 0; i < 4; i++) {
      assertThat(pair.run(Kind.ECHO, 0)).isInstanceOf(Outcome.Succeeded.class);
    }
  }

  @Test
  void printsKeepTheirOrderWhenTheStoreIsSlow() {
    pool.output.delayed = true;
    assertThat(pool.run(Kind.PRINT, 3_000)).isEqualTo(new Outcome.Succeeded("3000"));
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      expected.add("line " + i);
    }
    assertThat(pool.output.prints).containsExactlyElementsOf(expected);
    assertThat(pool.output.mostUnwritten).isLessThanOrEqualTo(256);
  }

  @Test
  void theLastProgressIsAlwaysReported() {
    assertThat(pool.run(Kind.PROGRESS, 1_000)).isInstanceOf(Outcome.Succeeded.class);
    assertThat(pool.output.progress.getLast().fraction()).isEqualTo(1.0);
    assertThat(pool.output.progress.getLast().message()).isEqualTo("step 1000");
    assertThat(pool.output.progress.size()).isLessThan(500);
  }

  @Test
  void aHandlerPausesTheLimitsOfItsJob() {
    Job job = attempt(Kind.PAUSE_LIMITS, 7, null).attempt().job();
    Job limited = Jobs.like(job).limits(new JobLimit("partner", "acme", 1)).build();
    RunningAttempt attempt =
        new RunningAttempt(
            new Attempt(limited, Instant.EPOCH), Ticker.system(), InstantSource.system());
    assertThat(end(pool.begin(attempt))).isEqualTo(new Outcome.Succeeded(null));
    assertThat(pool.output.pauses).isEqualTo(Map.of(limited.id(), List.of(Duration.ofSeconds(7))));
    pool.output.pauses.clear();
    assertThat(pool.run(Kind.PAUSE_LIMITS, 7)).isEqualTo(new Outcome.Succeeded(null));
    assertThat(pool.output.pauses).isEmpty();
  }

  @Test
  void aCancellationReachesSleepingAndComputingHandlers() {
    String pid = pool.pid();
    for (Kind kind : List.of(Kind.SLEEP, Kind.SPIN)) {
      pool.output.prints.clear();
      RunningAttempt attempt = attempt(kind, 3_600_000, null);
      CompletableFuture<Outcome> running = pool.begin(attempt);
      await(() -> !pool.output.prints.isEmpty());
      attempt.cancel(CancelReason.REQUESTED);
      assertThat(end(running))
          .isEqualTo(
              new Outcome.Cancelled(
                  new JobError("cancelled", "Cancelled on request; the handler acknowledged.")));
    }
    assertThat(pool.pid()).isEqualTo(pid);
  }

  @Test
  void aHandlerThatIgnoresItsCancellationIsKilledAfterTheGraceTime() {
    RunningAttempt attempt = attempt(Kind.IGNORE_CANCEL, 0, null);
    CompletableFuture<Outcome> running = pool.begin(attempt);
    pool.awaitPrint("begins");
    attempt.cancel(CancelReason.REQUESTED);
    assertThat(end(running))
        .isInstanceOfSatisfying(
            Outcome.Cancelled.class,
            cancelled -> {
              assertThat(cancelled.error().code()).isEqualTo("cancelled-by-force");
              assertThat(cancelled.error().message()).contains("did not end within PT0.5S");
            });
    assertThat(pool.run(Kind.ECHO, 0)).isInstanceOf(Outcome.Succeeded.class);
  }

  @Test
  void aTimeLimitEndsAHandlerAndKillsOneThatIgnoresIt() {
    Outcome obedient = end(pool.begin(attempt(Kind.SLEEP, 3_600_000, Duration.ofMillis(300))));
    Outcome deaf = end(pool.begin(attempt(Kind.IGNORE_CANCEL, 0, Duration.ofMillis(300))));
    for (Outcome outcome : List.of(obedient, deaf)) {
      assertThat(outcome)
          .isInstanceOfSatisfying(
              Outcome.Failed.class,
              failed -> {
                assertThat(failed.error().code()).isEqualTo("timed-out");
                assertThat(failed.reason()).isEqualTo(FailureReason.TIMEOUT);
              });
    }
    assertThat(end(pool.begin(attempt(Kind.SLEEP, 1, Duration.ofMinutes(1)))))
        .as("the handler sees its limit")
        .isEqualTo(new Outcome.Succeeded("true"));
  }

  @Test
  void aDeadlineEndsAHandlerKillsOneThatIgnoresItAndKeepsOneFromBeginning() {
    Outcome obedient = end(pool.begin(attemptUntil(Kind.SLEEP, 300)));
    Outcome deaf = end(pool.begin(attemptUntil(Kind.IGNORE_CANCEL, 300)));
    Outcome late = end(pool.begin(attemptUntil(Kind.IGNORE_CANCEL, -1)));
    for (Outcome outcome : List.of(obedient, deaf, late)) {
      assertThat(outcome)
          .isInstanceOfSatisfying(
              Outcome.Failed.class,
              failed -> {
                assertThat(failed.error().code()).isEqualTo("deadline-exceeded");
                assertThat(failed.reason()).isEqualTo(FailureReason.DEADLINE);
                assertThat(failed.retry()).isEqualTo(Retry.NEVER);
              });
    }
    assertThat(pool.run(Kind.ECHO, 0)).isInstanceOf(Outcome.Succeeded.class);
  }

  @Test
  void anAttemptIsReleasedAtShutdownAlsoIfItsWorkerIsKilled() {
    for (Kind kind : List.of(Kind.SLEEP, Kind.IGNORE_CANCEL)) {
      pool.output.prints.clear();
      RunningAttempt attempt = attempt(kind, 3_600_000, null);
      CompletableFuture<Outcome> running = pool.begin(attempt);
      await(() -> !pool.output.prints.isEmpty());
      attempt.cancel(CancelReason.SHUTDOWN);
      assertThat(end(running)).isEqualTo(new Outcome.Released());
    }
  }

  @Test
  void aCancellationBeforeTheAttemptKeepsTheWorker() {
    String pid = pool.pid();
    RunningAttempt attempt = attempt(Kind.SLEEP, 3_600_000, null);
    attempt.cancel(CancelReason.REQUESTED);
    assertThat(end(pool.begin(attempt))).isInstanceOf(Outcome.Cancelled.class);
    assertThat(pool.pid()).isEqualTo(pid);
  }

  @Test
  void manyAttemptsOnTwoWorkersEnd() {
    await(() -> pair.lane.free() == 2);
    List<CompletableFuture<Outcome>> ends = new ArrayList<>();
    for (int round = 0; round < 100; round++) {
      assertThat(pair.lane.reserve(2)).isEqualTo(2);
      ends.add(pair.begin(attempt(Kind.ECHO, 0, null)));
      ends.add(pair.begin(attempt(Kind.PID, 0, null)));
      ends.forEach(end -> assertThat(end(end)).isInstanceOf(Outcome.Succeeded.class));
      ends.clear();
      pair.lane.release(2);
    }
    assertThat(pair.workers().stream().mapToInt(WorkerStatus::jobs).sum())
        .isGreaterThanOrEqualTo(200);
  }
}
