package io.jobwheel.execution.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.execution.Lane;
import io.jobwheel.execution.LaneWiring;
import io.jobwheel.execution.Lanes;
import io.jobwheel.execution.RecordingOutput;
import io.jobwheel.execution.TroubleHandler;
import io.jobwheel.execution.TroubleHandler.Kind;
import io.jobwheel.execution.process.ProcessPool;
import io.jobwheel.execution.process.WorkerStatus;
import io.jobwheel.job.AttemptPolicy;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The lane of worker processes as the service wires it, with a recorded output. */
final class TestProcessPool implements AutoCloseable {

  @Import(LaneWiring.class)
  static class Wiring {

    @Bean
    TroubleHandler trouble() {
      return new TroubleHandler();
    }
  }

  private final AnnotationConfigApplicationContext spring =
      new AnnotationConfigApplicationContext();
  final Lane lane;
  final RecordingOutput output;

  private TestProcessPool(int workers, String... properties) {
    TestPropertyValues.of(
            "jobwheel.lanes.process-pool.heap=64MB",
            "jobwheel.lanes.process-pool.cancel-grace=500ms",
            "jobwheel.lanes.process-pool.jvm-arguments=-XX:TieredStopAtLevel=1",
            "jobwheel.lanes.process-pool.slots=" + workers)
        .and(properties)
        .applyTo(spring);
    spring.register(Wiring.class);
    spring.refresh();
    lane = spring.getBean(Lanes.class).of(ExecutionMode.PROCESS_POOL);
    output = spring.getBean(RecordingOutput.class);
    processes().start(); // as the ready application does
  }

  /** Starts a pool and does not wait for its worker processes. */
  static TestProcessPool start(int workers, String... properties) {
    return new TestProcessPool(workers, properties);
  }

  /** Waits until all worker processes are idle, and forgets what was recorded. */
  void reset() {
    await(() ->
        workers().stream().allMatch(worker -> worker.state() == WorkerStatus.WorkerState.IDLE));
    output.reset();
  }

  ProcessPool processes() {
    return spring.getBean(ProcessPool.class);
  }

  List<WorkerStatus> workers() {
    return lane.status().workers();
  }

  /** Kills the first worker process and waits for its end. */
  void killFirst() {
    ProcessHandle worker = ProcessHandle.of(workers().getFirst().pid()).orElseThrow();
    assertThat(worker.destroyForcibly()).isTrue();
    await(() -> workers().getFirst().pid() != worker.pid());
  }

  static RunningAttempt attempt(Kind kind, int times, @Nullable Duration timeout) {
    return attempt(kind, times, timeout, "ü");
  }

  static RunningAttempt attempt(Kind kind, int times, @Nullable Duration timeout, String text) {
    Job job =
        Attempts.job(
            "trouble",
            "{\"kind\":\"%s\",\"times\":%d,\"text\":\"%s\"}".formatted(kind, times, text),
            null);
    AttemptPolicy policy =
        timeout == null ? AttemptPolicy.ONCE : AttemptPolicy.ONCE.within(timeout);
    return new RunningAttempt(
        new Attempt(Attempts.with(job, policy), Instant.now()),
        Ticker.system(),
        InstantSource.system());
  }

  /** Returns an attempt of a job with a deadline that many milliseconds from now. */
  static RunningAttempt attemptUntil(Kind kind, int millis) {
    Job job = attempt(kind, 3_600_000, null).attempt().job();
    Instant now = Instant.now();
    return new RunningAttempt(
        new Attempt(Jobs.like(job).deadline(now.plusMillis(millis)).build(), now),
        Ticker.system(),
        InstantSource.system());
  }

  CompletableFuture<Outcome> begin(RunningAttempt attempt) {
    return lane.run(attempt);
  }

  Outcome run(Kind kind, int times) {
    return end(begin(attempt(kind, times, null)));
  }

  static Outcome end(CompletableFuture<Outcome> running) {
    return running.orTimeout(40, TimeUnit.SECONDS).join();
  }

  /** Waits until another process has made the condition true. */
  static void await(BooleanSupplier condition) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .until(condition::getAsBoolean);
  }

  void awaitPrint(String text) {
    await(() -> output.prints.contains(text));
  }

  String pid() {
    return run(Kind.PID, 0) instanceof Outcome.Succeeded(String result) ? result : "none";
  }

  /** Closes the pool and waits until all its worker processes have ended. */
  @Override
  public void close() {
    List<Long> pids = workers().stream().map(WorkerStatus::pid).filter(pid -> pid != 0).toList();
    spring.close();
    for (long pid : pids) {
      await(() -> ProcessHandle.of(pid).isEmpty());
    }
  }
}
