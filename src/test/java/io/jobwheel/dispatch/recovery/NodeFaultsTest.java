package io.jobwheel.dispatch.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.dispatch.Gate;
import io.jobwheel.dispatch.JobRequests;
import io.jobwheel.dispatch.Node;
import io.jobwheel.dispatch.backlog.TestNode;
import io.jobwheel.dispatch.node.DispatchHealth;
import io.jobwheel.dispatch.request.JobSubmitter;
import io.jobwheel.dispatch.request.NotAdmittedException;
import io.jobwheel.dispatch.request.NotAdmittedException.Reason;
import io.jobwheel.execution.Lanes;
import io.jobwheel.execution.attempt.Attempt;
import io.jobwheel.execution.attempt.RunningAttempt;
import io.jobwheel.execution.attempt.RunningJobs;
import io.jobwheel.handler.JobContext;
import io.jobwheel.handler.JobHandler;
import io.jobwheel.handler.JobType;
import io.jobwheel.handler.ProbeHandler;
import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.store.JobOutcomes;
import io.jobwheel.store.JobSubmissions;
import io.jobwheel.store.StoreRefusedException;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.Submission;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.springframework.boot.health.contributor.Status;

/** A node that shuts down, loses its lease or its store loses no accepted job. */
@Timeout(60)
public class NodeFaultsTest {

  @TempDir Path folder;

  @Test
  void aShutdownLetsRunningJobsEndWithinItsBudget() {
    Gate gate = new Gate();
    Job job;
    try (TestNode node = TestNode.start(folder, "jobwheel.dispatch.drain-budget=20s")) {
      node.probe.body = gate::pass;
      job = node.submit(ExecutionMode.EVENT_LOOP);
      gate.awaitArrivals(1);
      // opens once the drain rejects jobs
      Thread.ofVirtual()
          .start(() -> {
            Awaitility.await().until(() -> !node.bean(NodeAdmission.class).isOpen());
            gate.open();
          });
    }
    try (TestNode next = TestNode.start(folder)) {
      assertThat(next.read(job.id()).state()).isEqualTo(JobState.SUCCEEDED);
      assertThat(next.read(job.id()).attempt()).isOne();
    }
  }

  @ParameterizedTest
  @EnumSource(value = ExecutionMode.class, mode = Mode.EXCLUDE, names = "PROCESS_POOL")
  void pastTheBudgetRunningJobsAreInterruptedAndRunAgainElsewhere(ExecutionMode mode) {
    Gate gate = new Gate();
    Job job;
    try (TestNode node = TestNode.start(folder)) {
      node.probe.body = gate::pass;
      job = node.submit(mode);
      gate.awaitArrivals(1);
    }
    try (TestNode next = TestNode.start(folder)) {
      Job ended = next.await(job.id());
      assertThat(ended.state()).isEqualTo(JobState.SUCCEEDED);
      assertThat(ended.attempt()).isEqualTo(2);
      assertThat(ended.error()).isNull();
    }
  }

  @Test
  void aJobThatIgnoresTheShutdownIsReleased() {
    CountDownLatch begun = new CountDownLatch(1);
    AtomicBoolean end = new AtomicBoolean();
    Job job;
    try (TestNode node = TestNode.start(folder)) {
      node.probe.body =
          context -> {
            begun.countDown();
            while (!end.get()) {
              Thread.onSpinWait();
            }
            return "too late";
          };
      job = node.submit(ExecutionMode.THREAD_POOL);
      await(begun);
    }
    end.set(true);
    try (TestNode next = TestNode.start(folder)) {
      Job ended = next.await(job.id());
      assertThat(ended.attempt()).isEqualTo(2);
      assertThat(ended.result()).isNull();
    }
  }

  @Test
  void aNodeThatGoesDownTakesNoMoreAndLetsWaitersGo() {
    Gate gate = new Gate();
    CompletableFuture<Job> waiting;
    JobSubmitter submitter;
    try (TestNode node = TestNode.start(folder)) {
      node.probe.body = gate::pass;
      Job job = node.submit(ExecutionMode.THREAD_POOL);
      gate.awaitArrivals(1);
      waiting = node.awaiter.awaitJob(job.id(), java.time.Duration.ofMinutes(1));
      submitter = node.submitter;
    }
    assertThat(waiting.orTimeout(10, TimeUnit.SECONDS).handle((job, error) -> "ended").join())
        .isEqualTo("ended");
    assertThatThrownBy(() -> submitter.submit(TestNode.probe(ExecutionMode.THREAD_POOL, 0)))
        .isInstanceOfSatisfying(
            NotAdmittedException.class,
            turnedAway -> assertThat(turnedAway.reason()).isEqualTo(Reason.NOT_ACCEPTING));
  }

  @Test
  void whatADeadNodeHeldRunsAgainAsTheNextAttempt() {
    Job orphan;
    try (TestNode node = TestNode.start(folder)) {
      orphan = runningJobOf("probe", 1);
      UUID dead = UUID.randomUUID();
      node.bean(JobSubmissions.class)
          .submit(new Submission(null, List.of(orphan), dead))
          .orTimeout(10, TimeUnit.SECONDS)
          .join();
      Job ended = node.await(orphan.id());
      assertThat(ended.state()).isEqualTo(JobState.SUCCEEDED);
      assertThat(ended.attempt()).isEqualTo(2);
    }
  }

  @Test
  void aJobWhoseTypeIsNotHereWaitsAndIsNotFailed() {
    try (TestNode node = TestNode.start(folder)) {
      Job stranger = runningJobOf("from-another-release", 1);
      node.bean(JobSubmissions.class)
          .submit(new Submission(null, List.of(stranger), UUID.randomUUID()))
          .orTimeout(10, TimeUnit.SECONDS)
          .join();
      for (int i = 0; i < 20; i++) {
        node.await(node.submit(ExecutionMode.THREAD_POOL).id());
      }
      assertThat(node.read(stranger.id()).state()).isIn(JobState.RUNNING, JobState.QUEUED);
    }
  }

  @Test
  void aNodeWhoseLeaseWasTakenStopsItsJobsAndGoesOnAsANewIncarnation() {
    try (TestNode node = TestNode.start(folder)) {
      Gate gate = new Gate();
      AtomicInteger attempts = new AtomicInteger();
      node.probe.body =
          context -> attempts.incrementAndGet() == 1 ? gate.pass(context) : "second time";
      Job job = node.submit(ExecutionMode.EVENT_LOOP);
      gate.awaitArrivals(1);
      Node before = node.keeper.node();
      node.leases
          .release(before.id(), InstantSource.system().instant())
          .orTimeout(10, TimeUnit.SECONDS)
          .join();
      Job ended = node.await(job.id());
      assertThat(ended.result()).isEqualTo("\"second time\"");
      // 3 if it is claimed once more under the lost lease: a claim does not check the lease, but
      // the
      // outcome of such an attempt is refused, and the job is rescued again
      assertThat(ended.attempt()).isIn(2, 3);
      Awaitility.await().until(() -> !node.keeper.node().equals(before));
      assertThat(node.await(node.submit(ExecutionMode.EVENT_LOOP).id()).state())
          .isEqualTo(JobState.SUCCEEDED);
    }
  }

  @Test
  void anOutcomeThatCannotBeWrittenIsTriedAgainUntilItIs() {
    AtomicInteger tries = new AtomicInteger();
    UnaryOperator<JobOutcomes> failsTwice =
        store ->
            ended ->
                tries.incrementAndGet() <= 2
                    ? CompletableFuture.failedFuture(
                        new StoreUnavailableException("the disk is full"))
                    : store.record(ended);
    try (TestNode node = TestNode.start(folder, UnaryOperator.identity(), failsTwice)) {
      Job job = node.await(node.submit(ExecutionMode.THREAD_POOL).id());
      assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
      assertThat(job.attempt()).isOne();
      assertThat(tries).hasValue(3);
    }
  }

  @Test
  void aSubmitThatCannotBeWrittenLeavesNoTrace() {
    AtomicBoolean away = new AtomicBoolean(true);
    UnaryOperator<JobSubmissions> submissions =
        store ->
            submission ->
                away.get()
                    ? CompletableFuture.failedFuture(new StoreUnavailableException("read-only"))
                    : store.submit(submission);
    try (TestNode node =
        TestNode.start(
            folder,
            submissions,
            UnaryOperator.identity(),
            "jobwheel.lanes.thread-pool.slots=2",
            "jobwheel.dispatch.max-backlog=3")) {
      // more failures than slots and room in the backlog: neither may leak
      for (int i = 0; i < 20; i++) {
        assertThatThrownBy(() -> node.submit(ExecutionMode.THREAD_POOL))
            .isInstanceOf(StoreUnavailableException.class);
      }
      assertThat(node.queries.countActive()).isEmpty();
      away.set(false);
      Gate gate = new Gate();
      node.probe.body = gate::pass;
      node.submit(ExecutionMode.THREAD_POOL);
      node.submit(ExecutionMode.THREAD_POOL);
      gate.awaitArrivals(2);
      gate.open();
    }
  }

  @ParameterizedTest
  @EnumSource(value = ExecutionMode.class, mode = Mode.EXCLUDE, names = "PROCESS_POOL")
  void aHandlerThatTheShutdownInterruptsHasNotFailed(ExecutionMode mode) {
    CountDownLatch begun = new CountDownLatch(1);
    Job job;
    try (TestNode node = TestNode.start(folder)) {
      node.probe.body =
          context -> {
            begun.countDown();
            try {
              context.sleep(Duration.ofHours(1));
            } catch (CancellationException e) {
              throw new SocketException("Closed by interrupt"); // as sockets of the JDK do
            }
            return null;
          };
      job = node.submit(mode);
      await(begun);
    }
    try (TestNode next = TestNode.start(folder)) {
      assertThat(next.await(job.id()).state()).isEqualTo(JobState.SUCCEEDED);
      assertThat(next.await(job.id()).attempt()).isEqualTo(2);
    }
  }

  @Test
  void aResultThatTheStoreRefusesFailsTheJobWithoutEndlessRetries() {
    UnaryOperator<JobOutcomes> refusesResults =
        store ->
            ended ->
                ended.outcome() instanceof Outcome.Succeeded
                    ? CompletableFuture.failedFuture(new StoreRefusedException("too big", null))
                    : store.record(ended);
    try (TestNode node = TestNode.start(folder, UnaryOperator.identity(), refusesResults)) {
      Job job = node.await(node.submit(ExecutionMode.THREAD_POOL).id());
      assertThat(job.state()).isEqualTo(JobState.FAILED);
      assertThat(job.error()).isNotNull().extracting("code").isEqualTo("result-not-stored");
    }
  }

  @Test
  void anExceptionThatCannotSayWhatItIsFailsTheJobOnce() {
    AtomicInteger runs = new AtomicInteger();
    try (TestNode node = TestNode.start(folder)) {
      node.probe.body =
          context -> {
            runs.incrementAndGet();
            throw new IllegalStateException() {
              @Override
              public String getMessage() {
                throw new UnsupportedOperationException("no words");
              }
            };
          };
      Job job = node.await(node.submit(ExecutionMode.EVENT_LOOP).id());
      assertThat(job.state()).isEqualTo(JobState.FAILED);
      assertThat(runs).hasValue(1);
    }
  }

  @Test
  void aLongBacklogStarvesNeitherScheduledJobsNorTheHealth() {
    try (TestNode node = TestNode.start(folder)) {
      AtomicBoolean stop = new AtomicBoolean();
      node.probe.body = context -> null;
      Thread flood =
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                while (!stop.get()) {
                  try {
                    node.submitGroup(
                        ExecutionMode.SEQUENTIAL, CompletionCondition.ALL_COMPLETED, 500);
                  } catch (NotAdmittedException e) {
                    Thread.onSpinWait();
                  }
                }
              });
      Instant soon = InstantSource.system().instant().plusMillis(300);
      Job later =
          node.submitter.submit(
              JobRequests.of("probe").mode(ExecutionMode.THREAD_POOL).runAt(soon).build());
      assertThat(node.await(later.id()).state()).isEqualTo(JobState.SUCCEEDED);
      assertThat(node.bean(DispatchHealth.class).health().getStatus()).isEqualTo(Status.UP);
      stop.set(true);
      assertThat(flood.join(Duration.ofSeconds(20))).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void afterTheDrainNoAttemptBegins() {
    try (TestNode node = TestNode.start(folder)) {
      AtomicBoolean begun = new AtomicBoolean();
      node.probe.body =
          context -> {
            begun.set(true);
            return null;
          };
      RunningJobs running = node.bean(RunningJobs.class);
      running.close();
      RunningAttempt late = running.add(new Attempt(runningJobOf("probe", 1), Instant.EPOCH));
      assertThat(
              node.bean(Lanes.class)
                  .of(ExecutionMode.EVENT_LOOP)
                  .run(late)
                  .orTimeout(10, TimeUnit.SECONDS)
                  .join())
          .isEqualTo(new Outcome.Released());
      assertThat(begun).isFalse();
      running.remove(late);
    }
  }

  @Test
  void aJobWhoseTypeThisNodeLacksWaitsWithoutBlockingOthersAndRunsWhereItsTypeIs() {
    Job strange;
    try (TestNode node = TestNode.start(folder)) {
      strange = queuedJobOf("latecomer", ExecutionMode.SEQUENTIAL);
      node.bean(JobSubmissions.class)
          .submit(new Submission(null, List.of(strange), node.keeper.node().id()))
          .orTimeout(10, TimeUnit.SECONDS)
          .join();
      Gate gate = new Gate();
      node.probe.body = gate::pass;
      node.submit(ExecutionMode.SEQUENTIAL);
      gate.awaitArrivals(1);
      Job claimed = node.submit(ExecutionMode.SEQUENTIAL); // uses the only slot
      gate.open();
      assertThat(node.await(claimed.id()).state()).isEqualTo(JobState.SUCCEEDED);
      Job waiting = node.read(strange.id());
      assertThat(waiting.state()).isEqualTo(JobState.QUEUED);
      assertThat(waiting.attempt()).isZero();
      assertThat(waiting.error()).isNull();
    }
    try (TestNode later = TestNode.start(folder, new Latecomer())) {
      assertThat(later.await(strange.id()).result()).isEqualTo("\"here now\"");
    }
  }

  private static final class Latecomer implements JobHandler<ProbeHandler.Nothing, String> {
    @Override
    public JobType<ProbeHandler.Nothing> type() {
      return JobType.ioBound("latecomer", "Was not there before.", ProbeHandler.Nothing.class)
          .withModes(ExecutionMode.SEQUENTIAL);
    }

    @Override
    public String run(ProbeHandler.Nothing nothing, JobContext context) {
      return "here now";
    }
  }

  private static Job queuedJobOf(String type, ExecutionMode mode) {
    return Jobs.queued().type(type).mode(mode).acceptedAt(now()).build();
  }

  public static Job runningJobOf(String type, int attempt) {
    Job running =
        Jobs.running().type(type).mode(ExecutionMode.EVENT_LOOP).acceptedAt(now()).build();
    assertThat(running.attempt()).isEqualTo(attempt);
    return running;
  }

  private static Instant now() {
    return InstantSource.system().instant().truncatedTo(ChronoUnit.MICROS);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
