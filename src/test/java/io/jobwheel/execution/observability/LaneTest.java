package io.jobwheel.execution.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.execution.Lane;
import io.jobwheel.execution.LaneWiring;
import io.jobwheel.execution.Lanes;
import io.jobwheel.execution.RecordingOutput;
import io.jobwheel.execution.attempt.Attempt;
import io.jobwheel.execution.attempt.Attempts;
import io.jobwheel.execution.attempt.CancelReason;
import io.jobwheel.execution.attempt.RunningAttempt;
import io.jobwheel.handler.JobContext;
import io.jobwheel.handler.ProbeHandler;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobLimit;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.job.Retry;
import io.jobwheel.time.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.slf4j.MDC;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.task.TaskExecutor;

/** Every lane as Spring wires it: the same handlers have the same outcomes. */
@Timeout(30)
public class LaneTest {

  @Import({LaneWiring.class, ObservationConfiguration.class})
  public static class Wiring {

    @Bean
    ProbeHandler probe() {
      return new ProbeHandler();
    }
  }

  private static AnnotationConfigApplicationContext spring;
  private static ProbeHandler probe;
  private static Lanes lanes;
  private static RecordingOutput output;

  @BeforeAll
  static void start() {
    spring = new AnnotationConfigApplicationContext();
    TestPropertyValues.of(
            "jobwheel.lanes.process-pool.slots=0",
            "jobwheel.lanes.event-loop.loops=4",
            "jobwheel.lanes.thread-pool.slots=3",
            "jobwheel.lanes.virtual-threads.slots=50",
            "jobwheel.lanes.result-limit=200",
            "jobwheel.lanes.event-loop.blocking-threads=2")
        .applyTo(spring);
    spring.register(Wiring.class);
    spring.refresh();
    probe = spring.getBean(ProbeHandler.class);
    lanes = spring.getBean(Lanes.class);
    output = spring.getBean(RecordingOutput.class);
  }

  @AfterAll
  static void stop() {
    spring.close();
  }

  @BeforeEach
  void forgetPrints() {
    output.reset();
  }

  /** Gives a test lanes that have run nothing. */
  private static void startAnew() {
    spring.close();
    start();
  }

  private RunningAttempt attempt() {
    return Attempts.of("probe", "{}", null);
  }

  private CompletableFuture<Outcome> run(ExecutionMode mode, RunningAttempt attempt) {
    return lanes.of(mode).run(attempt);
  }

  private Outcome outcomeOf(ExecutionMode mode, ProbeHandler.Body body) {
    probe.body = body;
    return get(run(mode, attempt()));
  }

  private static <T> T get(CompletableFuture<T> future) {
    return future.orTimeout(10, TimeUnit.SECONDS).join();
  }

  @ParameterizedTest
  @EnumSource(value = ExecutionMode.class, mode = Mode.EXCLUDE, names = "PROCESS_POOL")
  void aHandlerThatReturnsSucceedsWithItsResultAsJson(ExecutionMode mode) {
    assertThat(outcomeOf(mode, context -> Map.of("answer", 42)))
        .isEqualTo(new Outcome.Succeeded("{\"answer\":42}"));
    assertThat(outcomeOf(mode, context -> null)).isEqualTo(new Outcome.Succeeded(null));
  }

  @ParameterizedTest
  @EnumSource(value = ExecutionMode.class, mode = Mode.EXCLUDE, names = "PROCESS_POOL")
  void aHandlerThatThrowsFailsWithWhatItThrew(ExecutionMode mode) {
    Outcome outcome =
        outcomeOf(
            mode,
            context -> {
              throw new IOException("disk on fire");
            });
    assertThat(outcome)
        .isEqualTo(
            new Outcome.Failed(
                new JobError("handler-failed", "java.io.IOException: disk on fire")));
  }

  @ParameterizedTest
  @EnumSource(value = ExecutionMode.class, mode = Mode.EXCLUDE, names = "PROCESS_POOL")
  void anErrorOfOneHandlerDoesNotTakeTheLaneDown(ExecutionMode mode) {
    Outcome outcome =
        outcomeOf(
            mode,
            context -> {
              throw new StackOverflowError();
            });
    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    assertThat(outcomeOf(mode, context -> 1)).isEqualTo(new Outcome.Succeeded("1"));
  }

  @ParameterizedTest
  @EnumSource(value = ExecutionMode.class, mode = Mode.EXCLUDE, names = "PROCESS_POOL")
  void aResultPastTheLimitFailsTheAttemptForGood(ExecutionMode mode) {
    String longest = "x".repeat(198); // with its quotes
    assertThat(outcomeOf(mode, context -> longest))
        .isEqualTo(new Outcome.Succeeded("\"" + longest + "\""));
    assertThat(outcomeOf(mode, context -> longest + "x"))
        .isEqualTo(
            new Outcome.Failed(
                new JobError(
                    "result-too-large",
                    "The result has 201 characters as JSON; the limit is 200"
                        + " (jobwheel.lanes.result-limit)."),
                Retry.NEVER));
  }

  @ParameterizedTest
  @EnumSource(value = ExecutionMode.class, mode = Mode.EXCLUDE, names = "PROCESS_POOL")
  void aResultThatJsonCannotHoldFailsTheAttempt(ExecutionMode mode) {
    List<Object> holdsItself = new ArrayList<>();
    holdsItself.add(holdsItself);
    assertThat(outcomeOf(mode, context -> holdsItself)).isInstanceOf(Outcome.Failed.class);
  }

  @ParameterizedTest
  @EnumSource(value = ExecutionMode.class, mode = Mode.EXCLUDE, names = "PROCESS_POOL")
  void waitingForAStageGivesItsResultOrItsError(ExecutionMode mode) {
    CompletableFuture<String> stage = new CompletableFuture<>();
    CompletableFuture.runAsync(() -> stage.complete("late"));
    assertThat(outcomeOf(mode, context -> context.await(stage)))
        .isEqualTo(new Outcome.Succeeded("\"late\""));
    Outcome failed =
        outcomeOf(
            mode,
            context ->
                context.await(CompletableFuture.failedFuture(new IOException("connection reset"))));
    assertThat(failed)
        .isEqualTo(
            new Outcome.Failed(
                new JobError("handler-failed", "java.io.IOException: connection reset")));
  }

  @ParameterizedTest
  @EnumSource(value = ExecutionMode.class, mode = Mode.EXCLUDE, names = "PROCESS_POOL")
  void aCancelReachesAHandlerThatSleeps(ExecutionMode mode) {
    assertThatACancelReaches(mode, context -> context.sleep(Duration.ofHours(1)));
  }

  @ParameterizedTest
  @EnumSource(value = ExecutionMode.class, mode = Mode.EXCLUDE, names = "PROCESS_POOL")
  void aCancelReachesAHandlerThatAwaits(ExecutionMode mode) {
    assertThatACancelReaches(mode, context -> context.await(new CompletableFuture<>()));
  }

  @ParameterizedTest
  @EnumSource(value = ExecutionMode.class, mode = Mode.EXCLUDE, names = "PROCESS_POOL")
  void aCancelReachesAHandlerThatBlocks(ExecutionMode mode) {
    assertThatACancelReaches(
        mode,
        context ->
            context.executeBlocking(() -> {
              new CountDownLatch(1).await(20, TimeUnit.SECONDS);
              return null;
            }));
  }

  private void assertThatACancelReaches(
      ExecutionMode mode, java.util.function.Consumer<JobContext> wait) {
    CountDownLatch begun = new CountDownLatch(1);
    probe.body =
        context -> {
          begun.countDown();
          wait.accept(context);
          return "not cancelled";
        };
    RunningAttempt attempt = attempt();
    CompletableFuture<Outcome> end = run(mode, attempt);
    await(begun);
    attempt.cancel(CancelReason.REQUESTED);
    assertThat(get(end))
        .isEqualTo(
            new Outcome.Cancelled(
                new JobError("cancelled", "Cancelled on request; the handler acknowledged.")));
  }

  @ParameterizedTest
  @EnumSource(value = ExecutionMode.class, mode = Mode.EXCLUDE, names = "PROCESS_POOL")
  void aHandlerThatComputesIsCancelledWhereItChecks(ExecutionMode mode) {
    CountDownLatch begun = new CountDownLatch(1);
    probe.body =
        context -> {
          begun.countDown();
          while (true) {
            context.checkCancelled();
            Thread.onSpinWait();
          }
        };
    RunningAttempt attempt = attempt();
    CompletableFuture<Outcome> end = run(mode, attempt);
    await(begun);
    attempt.cancel(CancelReason.GROUP_FAILED);
    assertThat(get(end)).isInstanceOf(Outcome.Cancelled.class);
  }

  @ParameterizedTest
  @EnumSource(value = ExecutionMode.class, mode = Mode.EXCLUDE, names = "PROCESS_POOL")
  void anAttemptThatWasCancelledBeforeItsHandlerNeverBegins(ExecutionMode mode) {
    probe.body =
        context -> {
          throw new AssertionError("it has begun");
        };
    RunningAttempt attempt = attempt();
    attempt.cancel(CancelReason.REQUESTED);
    assertThat(get(run(mode, attempt)))
        .isEqualTo(
            new Outcome.Cancelled(
                new JobError("cancelled", "Cancelled on request; the handler had not begun.")));
  }

  @ParameterizedTest
  @EnumSource(value = ExecutionMode.class, mode = Mode.EXCLUDE, names = "PROCESS_POOL")
  void aHandlerThatIgnoresItsCancelKeepsItsResult(ExecutionMode mode) {
    CountDownLatch begun = new CountDownLatch(1);
    probe.body =
        context -> {
          begun.countDown();
          try {
            context.sleep(Duration.ofHours(1));
          } catch (CancellationException e) {
            // ignores it on purpose
          }
          return "done all the same";
        };
    RunningAttempt attempt = attempt();
    CompletableFuture<Outcome> end = run(mode, attempt);
    await(begun);
    attempt.cancel(CancelReason.REQUESTED);
    assertThat(get(end)).isEqualTo(new Outcome.Succeeded("\"done all the same\""));
  }

  @ParameterizedTest
  @EnumSource(value = ExecutionMode.class, mode = Mode.EXCLUDE, names = "PROCESS_POOL")
  void aFailureAfterACancelIsStillAFailure(ExecutionMode mode) {
    CountDownLatch begun = new CountDownLatch(1);
    probe.body =
        context -> {
          begun.countDown();
          try {
            context.sleep(Duration.ofHours(1));
          } catch (CancellationException e) {
            throw new IllegalStateException("could not tidy up");
          }
          return null;
        };
    RunningAttempt attempt = attempt();
    CompletableFuture<Outcome> end = run(mode, attempt);
    await(begun);
    attempt.cancel(CancelReason.REQUESTED);
    assertThat(get(end)).isInstanceOf(Outcome.Failed.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = CancelReason.class,
      names = {"SHUTDOWN", "LEASE_LOST"})
  void anAttemptThatTheNodeStopsIsReleased(CancelReason reason) {
    CountDownLatch begun = new CountDownLatch(1);
    probe.body =
        context -> {
          begun.countDown();
          context.sleep(Duration.ofHours(1));
          return null;
        };
    RunningAttempt attempt = attempt();
    CompletableFuture<Outcome> end = run(ExecutionMode.THREAD_POOL, attempt);
    await(begun);
    attempt.cancel(reason);
    assertThat(get(end)).isEqualTo(new Outcome.Released());
  }

  @ParameterizedTest
  @EnumSource(value = ExecutionMode.class, mode = Mode.EXCLUDE, names = "PROCESS_POOL")
  void anInterruptDoesNotLeakIntoTheNextHandler(ExecutionMode mode) {
    assertThat(
            outcomeOf(
                mode,
                context -> {
                  Thread.currentThread().interrupt();
                  return null;
                }))
        .isEqualTo(new Outcome.Succeeded(null));
    assertThat(outcomeOf(mode, context -> Thread.currentThread().isInterrupted()))
        .isEqualTo(new Outcome.Succeeded("false"));
  }

  @ParameterizedTest
  @EnumSource(
      value = ExecutionMode.class,
      names = {"SEQUENTIAL", "THREAD_POOL", "VIRTUAL_THREADS"})
  void anInterruptWithoutACancellationIsAFailureOfTheHandler(ExecutionMode mode) {
    List<ProbeHandler.Body> bodies =
        List.of(
            context -> {
              Thread.currentThread().interrupt();
              context.sleep(Duration.ofHours(1));
              return null;
            },
            context -> {
              Callable<String> interrupted =
                  () -> {
                    throw new InterruptedException("of the work itself");
                  };
              return context.executeBlocking(interrupted);
            });
    for (ProbeHandler.Body body : bodies) {
      assertThat(outcomeOf(mode, body))
          .isInstanceOfSatisfying(
              Outcome.Failed.class,
              failed -> {
                assertThat(failed.error().code()).isEqualTo("handler-failed");
                assertThat(failed.error().message()).contains("interrupted by something else");
              });
    }
    assertThat(outcomeOf(mode, context -> "next")).isInstanceOf(Outcome.Succeeded.class);
  }

  @ParameterizedTest
  @EnumSource(value = ExecutionMode.class, mode = Mode.EXCLUDE, names = "PROCESS_POOL")
  void theLogContextNamesTheJobAndIsGoneAfterIt(ExecutionMode mode) {
    RunningAttempt attempt = attempt();
    probe.body = context -> MDC.get("job") + " " + MDC.get("attempt");
    assertThat(get(run(mode, attempt)))
        .isEqualTo(new Outcome.Succeeded("\"" + attempt.attempt().job().id() + " 1\""));
    assertThat(MDC.get("job")).isNull();
  }

  @ParameterizedTest
  @EnumSource(value = ExecutionMode.class, mode = Mode.EXCLUDE, names = "PROCESS_POOL")
  void printsArriveInOrderAlsoPastTheBoundOfUnwrittenOnes(ExecutionMode mode) {
    output.delayed = true;
    assertThat(
            outcomeOf(
                mode,
                context -> {
                  for (int i = 0; i < 1_000; i++) {
                    context.print("line " + i);
                  }
                  return null;
                }))
        .isEqualTo(new Outcome.Succeeded(null));
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      expected.add("line " + i);
    }
    assertThat(output.prints).containsExactlyElementsOf(expected);
    assertThat(output.mostUnwritten).isLessThanOrEqualTo(256);
  }

  /** The pause is stored before the handler goes on. */
  @ParameterizedTest
  @EnumSource(value = ExecutionMode.class, mode = Mode.EXCLUDE, names = "PROCESS_POOL")
  void aHandlerPausesTheLimitsOfItsJob(ExecutionMode mode) {
    output.delayed = true;
    Job job = Jobs.like(attempt().attempt().job()).limits(new JobLimit("a", "b", 1)).build();
    probe.body =
        context -> {
          context.pauseLimits(Duration.ofSeconds(7));
          return output.pauses.size();
        };
    RunningAttempt limited =
        new RunningAttempt(
            new Attempt(job, Instant.EPOCH), Ticker.system(), InstantSource.system());
    assertThat(get(run(mode, limited))).isEqualTo(new Outcome.Succeeded("1"));
    assertThat(output.pauses).isEqualTo(Map.of(job.id(), List.of(Duration.ofSeconds(7))));
    assertThat(get(run(mode, attempt()))).isEqualTo(new Outcome.Succeeded("1"));
    for (Duration wrong : List.of(Duration.ZERO, Duration.ofDays(1).plusMillis(1))) {
      assertThat(
              outcomeOf(
                  mode,
                  context -> {
                    context.pauseLimits(wrong);
                    return null;
                  }))
          .isInstanceOf(Outcome.Failed.class);
    }
  }

  @ParameterizedTest
  @EnumSource(value = ExecutionMode.class, mode = Mode.EXCLUDE, names = "PROCESS_POOL")
  void contextsKnowTheirJob(ExecutionMode mode) {
    RunningAttempt attempt = attempt();
    probe.body = context -> context.jobId() + " " + context.attempt();
    assertThat(get(run(mode, attempt)))
        .isEqualTo(new Outcome.Succeeded("\"" + attempt.attempt().job().id() + " 1\""));
  }

  @Test
  void eachLaneHasItsKindOfThread() {
    startAnew();
    Map<ExecutionMode, String> kinds = new ConcurrentHashMap<>();
    for (ExecutionMode mode : ProbeHandler.MODES) {
      outcomeOf(
          mode,
          context -> {
            Thread thread = Thread.currentThread();
            kinds.put(mode, thread.isVirtual() ? "virtual" : thread.getName());
            return null;
          });
    }
    assertThat(kinds)
        .containsEntry(ExecutionMode.EVENT_LOOP, "virtual")
        .containsEntry(ExecutionMode.VIRTUAL_THREADS, "virtual")
        .containsEntry(ExecutionMode.SEQUENTIAL, "sequential-1")
        .containsEntry(ExecutionMode.THREAD_POOL, "thread-pool-1");
  }

  @Test
  void theHandlersOfAGroupShareALoopAndOthersTakeTurns() {
    Set<String> loops = ConcurrentHashMap.newKeySet();
    probe.body =
        context -> {
          loops.add(EventLoop.current().name());
          return null;
        };
    UUID group = UUID.randomUUID();
    List<CompletableFuture<Outcome>> ends = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      ends.add(run(ExecutionMode.EVENT_LOOP, Attempts.of("probe", "{}", group)));
    }
    ends.forEach(LaneTest::get);
    assertThat(loops).hasSize(1);
    ends.clear();
    for (int i = 0; i < 200; i++) {
      ends.add(run(ExecutionMode.EVENT_LOOP, attempt()));
    }
    ends.forEach(LaneTest::get);
    assertThat(loops).hasSize(4);
  }

  @Test
  void blockingWorkOfACoroutineLeavesTheLoopToOthers() {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    UUID group = UUID.randomUUID();
    probe.body =
        context ->
            context.executeBlocking(() -> {
              begun.countDown();
              await(release);
              return Thread.currentThread().getName();
            });
    CompletableFuture<Outcome> blocked =
        run(ExecutionMode.EVENT_LOOP, Attempts.of("probe", "{}", group));
    await(begun);
    probe.body = context -> "the loop is free";
    CompletableFuture<Outcome> other =
        run(ExecutionMode.EVENT_LOOP, Attempts.of("probe", "{}", group));
    assertThat(get(other)).isEqualTo(new Outcome.Succeeded("\"the loop is free\""));
    release.countDown();
    assertThat(get(blocked)).isInstanceOf(Outcome.Succeeded.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = ExecutionMode.class,
      mode = Mode.EXCLUDE,
      names = {"EVENT_LOOP", "PROCESS_POOL"})
  void slotsBoundWhatALaneTakes(ExecutionMode mode) {
    Lane lane = lanes.of(mode);
    assertThat(lane.reserve(1_000)).isEqualTo(lane.slots());
    assertThat(lane.reserve(1)).isZero();
    assertThat(lane.status().utilization()).isEqualTo(1.0);
    lane.release(lane.slots());
    assertThat(lane.status().used()).isZero();
    assertThatThrownBy(() -> lane.release(1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aLaneTakesAsManyHandlersAtOnceAsItHasSlots() {
    for (ExecutionMode mode : List.of(ExecutionMode.THREAD_POOL, ExecutionMode.VIRTUAL_THREADS)) {
      int slots = lanes.of(mode).slots();
      CountDownLatch all = new CountDownLatch(slots);
      probe.body =
          context -> {
            all.countDown();
            await(all);
            return null;
          };
      List<CompletableFuture<Outcome>> ends = new ArrayList<>();
      for (int i = 0; i < slots; i++) {
        ends.add(run(mode, attempt()));
      }
      ends.forEach(end -> assertThat(get(end)).isEqualTo(new Outcome.Succeeded(null)));
    }
  }

  @Test
  void aLaneThatIsClosedGivesTheAttemptBack() {
    startAnew();
    Lane eventLoop = lanes.of(ExecutionMode.EVENT_LOOP);
    get(eventLoop.run(attempt())); // Spring looks an executor up at its first use
    spring.close();
    assertThat(get(eventLoop.run(attempt()))).isEqualTo(new Outcome.Released());
    start();
  }

  @Test
  void springKeepsItsOwnDefaultExecutor() {
    assertThat(spring.getBeanProvider(TaskExecutor.class).getIfUnique()).isNotNull();
    assertThat(spring.containsBean("applicationTaskExecutor")).isTrue();
  }

  @Test
  void manyHandlersOnManyLanesAtOnceAllEnd() {
    probe.body =
        context -> {
          context.sleep(Duration.ofMillis(1));
          Function<Integer, String> line = i -> "n" + i;
          context.print(line.apply(context.attempt()));
          return context.executeBlocking(() -> 7);
        };
    List<CompletableFuture<Outcome>> ends = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      ends.add(run(ExecutionMode.EVENT_LOOP, attempt()));
    }
    ends.forEach(end -> assertThat(get(end)).isEqualTo(new Outcome.Succeeded("7")));
    assertThat(output.prints).hasSize(1_000);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException();
    }
  }
}
