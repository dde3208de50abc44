package io.jobwheel.dispatch.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jobwheel.dispatch.Gate;
import io.jobwheel.dispatch.JobRequests;
import io.jobwheel.dispatch.backlog.TestNode;
import io.jobwheel.dispatch.request.GroupRequest;
import io.jobwheel.dispatch.request.JobConflictException;
import io.jobwheel.dispatch.request.JobNotFoundException;
import io.jobwheel.dispatch.request.NotAdmittedException;
import io.jobwheel.dispatch.request.SubmittedGroup;
import io.jobwheel.handler.ProbeHandler;
import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.InvalidJobException;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Submission, start, queueing, cancellation and end of jobs, on a real store. */
@Timeout(60)
class DispatchTest {

  @TempDir Path folder;

  private TestNode node;

  @BeforeEach
  void start() {
    node =
        TestNode.start(
            folder,
            "jobwheel.dispatch.max-backlog=50",
            "jobwheel.dispatch.max-group=40",
            "jobwheel.dispatch.count-every=10m");
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @ParameterizedTest
  @EnumSource(value = ExecutionMode.class, mode = Mode.EXCLUDE, names = "PROCESS_POOL")
  void aJobForAFreeLaneRunsAtOnceAndIsRecorded(ExecutionMode mode) {
    node.probe.body = context -> 7;
    // the first passes of a new node must find the backlog empty
    Job first = node.await(node.submit(mode).id());
    assertThat(first.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(first.result()).isEqualTo("7");
    assertThat(first.attempt()).isOne();
    assertThat(first.startedAt()).isNotNull();
    assertThat(first.finishedAt()).isAfterOrEqualTo(first.startedAt());
  }

  @Test
  void theFastPathWritesTheJobAsRunning() {
    Job job = node.submit(ExecutionMode.THREAD_POOL);
    while (job.state() == JobState.QUEUED) { // until a pass has found the backlog empty
      node.await(job.id());
      job = node.submit(ExecutionMode.THREAD_POOL);
    }
    assertThat(job.state()).isEqualTo(JobState.RUNNING);
    assertThat(job.attempt()).isOne();
    assertThat(node.await(job.id()).startedAt()).isEqualTo(job.startedAt());
  }

  @Test
  void waitingJobsGoByPriorityThenInTheOrderOfSubmission() {
    Gate gate = new Gate();
    List<UUID> order = Collections.synchronizedList(new ArrayList<>());
    node.probe.body =
        context -> {
          order.add(context.jobId());
          return gate.pass(context);
        };
    Job first = node.submit(ExecutionMode.SEQUENTIAL);
    gate.awaitArrivals(1);
    Job low = node.submitter.submit(TestNode.probe(ExecutionMode.SEQUENTIAL, -5));
    Job early = node.submitter.submit(TestNode.probe(ExecutionMode.SEQUENTIAL, 0));
    Job late = node.submitter.submit(TestNode.probe(ExecutionMode.SEQUENTIAL, 0));
    Job high = node.submitter.submit(TestNode.probe(ExecutionMode.SEQUENTIAL, 5));
    assertThat(List.of(low.state(), high.state())).containsOnly(JobState.QUEUED);
    gate.open();
    node.await(low.id());
    assertThat(order).containsExactly(first.id(), high.id(), early.id(), late.id(), low.id());
  }

  @Test
  void aSequentialGroupRunsOneAfterTheOtherInTheOrderGiven() {
    List<UUID> order = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    node.probe.body =
        context -> {
          most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
          order.add(context.jobId());
          context.sleep(Duration.ofMillis(1));
          return atOnce.decrementAndGet();
        };
    SubmittedGroup group =
        node.submitGroup(ExecutionMode.SEQUENTIAL, CompletionCondition.ALL_COMPLETED, 30);
    assertThat(node.awaitGroup(group.group().id()).outcome()).isEqualTo(JobState.SUCCEEDED);
    assertThat(order).containsExactlyElementsOf(group.jobs().stream().map(Job::id).toList());
    assertThat(most).hasValue(1);
  }

  @Test
  void aJobForLaterWaitsForItsTime() {
    Instant due = Instant.parse("2000-01-01T00:00:00Z");
    Instant soon = node.await(node.submit(ExecutionMode.EVENT_LOOP).id()).createdAt();
    Instant runAt = soon.plusMillis(400);
    Job later =
        node.submitter.submit(
            JobRequests.of("probe").mode(ExecutionMode.THREAD_POOL).runAt(runAt).build());
    Job past =
        node.submitter.submit(
            JobRequests.of("probe").mode(ExecutionMode.THREAD_POOL).runAt(due).build());
    assertThat(later.state()).isEqualTo(JobState.SCHEDULED);
    assertThat(past.state()).isNotEqualTo(JobState.SCHEDULED);
    assertThat(node.await(later.id()).startedAt()).isAfterOrEqualTo(runAt);
    assertThat(node.await(past.id()).runAt()).isEqualTo(past.createdAt());
  }

  @Test
  void aQueuedJobThatIsCancelledNeverBegins() {
    Gate gate = new Gate();
    node.probe.body = gate::pass;
    Job running = node.submit(ExecutionMode.SEQUENTIAL);
    gate.awaitArrivals(1);
    Job queued = node.submit(ExecutionMode.SEQUENTIAL);
    Job cancelled = node.canceller.cancel(queued.id());
    assertThat(cancelled.state()).isEqualTo(JobState.CANCELLED);
    assertThat(cancelled.attempt()).isZero();
    gate.open();
    assertThat(node.await(running.id()).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(node.read(queued.id()).brief()).isEqualTo(cancelled);
  }

  @ParameterizedTest
  @EnumSource(value = ExecutionMode.class, mode = Mode.EXCLUDE, names = "PROCESS_POOL")
  void aRunningJobIsCancelledOnRequest(ExecutionMode mode) {
    Gate gate = new Gate();
    node.probe.body = gate::pass;
    Job job = node.submit(mode);
    gate.awaitArrivals(1);
    Job cancelled = node.canceller.cancel(job.id());
    assertThat(cancelled.cancelRequestedAt()).isNotNull();
    Job ended = node.await(job.id());
    assertThat(ended.state()).isEqualTo(JobState.CANCELLED);
    assertThat(ended.error()).isNotNull().extracting("code").isEqualTo("cancelled");
    assertThatThrownBy(() -> node.canceller.cancel(job.id()))
        .isInstanceOf(JobConflictException.class)
        .hasMessageContaining("CANCELLED");
  }

  @Test
  void whatDoesNotExistCannotBeCancelledOrAwaited() {
    UUID unknown = UUID.randomUUID();
    assertThatThrownBy(() -> node.canceller.cancel(unknown))
        .isInstanceOf(JobNotFoundException.class);
    assertThatThrownBy(() -> node.awaiter.awaitJob(unknown, Duration.ofSeconds(1)))
        .isInstanceOf(JobNotFoundException.class);
    assertThatThrownBy(() -> node.awaiter.awaitGroup(unknown, Duration.ofSeconds(1)))
        .isInstanceOf(JobNotFoundException.class);
    assertThat(node.bean(CompletionWaiters.class).size()).isZero();
  }

  @Test
  void aWaitThatIsOverGivesTheJobAsItIs() {
    Gate gate = new Gate();
    node.probe.body = gate::pass;
    Job job = node.submit(ExecutionMode.THREAD_POOL);
    gate.awaitArrivals(1);
    assertThat(node.awaiter.awaitJob(job.id(), Duration.ofMillis(20)).join().state())
        .isEqualTo(JobState.RUNNING);
    gate.open();
    node.await(job.id());
    assertThat(node.bean(CompletionWaiters.class).size()).isZero();
  }

  @Test
  void theFirstFailureCallsAFailFastGroupOff() {
    Gate gate = new Gate();
    AtomicInteger started = new AtomicInteger();
    node.probe.body =
        context -> {
          if (started.incrementAndGet() == 3) {
            throw new IllegalStateException("the third job fails");
          }
          return gate.pass(context); // never opened: only a cancel ends it
        };
    SubmittedGroup group =
        node.submitGroup(ExecutionMode.THREAD_POOL, CompletionCondition.FAIL_FAST, 30);
    assertThat(node.awaitGroup(group.group().id()).outcome()).isEqualTo(JobState.FAILED);
    Map<JobState, Long> counts =
        io.jobwheel.job.StateCounts.of(node.jobsOf(group.group().id())).byState();
    assertThat(counts).containsEntry(JobState.FAILED, 1L).containsEntry(JobState.CANCELLED, 29L);
  }

  @Test
  void aGroupThatWantsTheFirstEndsWhileTheOthersGoOn() {
    Gate gate = new Gate();
    AtomicInteger started = new AtomicInteger();
    node.probe.body = context -> started.incrementAndGet() == 1 ? "quick" : gate.pass(context);
    SubmittedGroup group =
        node.submitGroup(ExecutionMode.EVENT_LOOP, CompletionCondition.FIRST_COMPLETED, 5);
    assertThat(node.awaitGroup(group.group().id()).outcome()).isEqualTo(JobState.SUCCEEDED);
    gate.awaitArrivals(4);
    gate.open();
    group.jobs().forEach(job -> node.await(job.id()));
  }

  @Test
  void beyondTheLimitOfTheBacklogJobsAreRejected() {
    node.awaitCount(); // one that ran meanwhile would set the backlog to less than what waits
    Gate gate = new Gate();
    node.probe.body = gate::pass;
    node.submit(ExecutionMode.SEQUENTIAL);
    gate.awaitArrivals(1);
    for (int i = 0; i < 50; i++) {
      node.submit(ExecutionMode.SEQUENTIAL);
    }
    NotAdmittedException full =
        catchThrowableOfType(
            NotAdmittedException.class, () -> node.submit(ExecutionMode.SEQUENTIAL));
    assertThat(full.reason()).isEqualTo(NotAdmittedException.Reason.BACKLOG_FULL);
    assertThat(full.retryAfter()).isPositive();
    assertThat(full).hasMessageContaining("sequential").hasMessageContaining("50");
    // other lanes are unaffected
    Job other = node.submit(ExecutionMode.THREAD_POOL);
    gate.open();
    node.await(other.id());
  }

  @Test
  void aBadRequestNamesEveryWrongFieldAndStoresNothing() {
    InvalidJobException wrong =
        catchThrowableOfType(
            InvalidJobException.class,
            () ->
                node.submitter.submit(
                    JobRequests.group(
                        ExecutionMode.EVENT_LOOP,
                        CompletionCondition.ALL_COMPLETED,
                        List.of(
                            JobRequests.of("countdown").payload("{\"name\":\"a\"}").build(),
                            JobRequests.of("no-such-type").build(),
                            JobRequests.of("countdown")
                                .mode(ExecutionMode.SEQUENTIAL)
                                .payload("{\"name\":\"A\",\"delay\":\"-1s\"}")
                                .priority(101)
                                .build(),
                            JobRequests.nothing()))));
    assertThat(wrong.errors())
        .extracting(FieldError::field)
        .containsExactlyInAnyOrder(
            "jobs[0].payload.delay",
            "jobs[0].payload.name",
            "jobs[1].type",
            "jobs[2].mode",
            "jobs[2].priority",
            "jobs[2].payload.delay",
            "jobs[3].type",
            "jobs[3].payload");
    assertThat(node.queries.countActive()).isEmpty();
  }

  @Test
  void aGroupHasAtLeastOneJobAndAtMostTheLimit() {
    assertThatThrownBy(
            () -> node.submitGroup(ExecutionMode.EVENT_LOOP, CompletionCondition.ALL_COMPLETED, 0))
        .isInstanceOf(InvalidJobException.class)
        .hasMessageContaining("jobs: must have 1 to 40 jobs, not 0");
    assertThatThrownBy(
            () -> node.submitGroup(ExecutionMode.EVENT_LOOP, CompletionCondition.ALL_COMPLETED, 41))
        .isInstanceOf(InvalidJobException.class);
    assertThatThrownBy(
            () -> node.submitter.submit(new GroupRequest("fastest", null, List.of(), null)))
        .isInstanceOf(InvalidJobException.class)
        .hasMessageContaining("'fastest' is unknown")
        .hasMessageContaining("event-loop");
  }

  @Test
  void jobsFromManyThreadsForAllLanesRunExactlyOnce() throws Exception {
    Map<UUID, Integer> executions = new ConcurrentHashMap<>();
    node.probe.body =
        context -> {
          executions.merge(context.jobId(), 1, Integer::sum);
          context.print("ran");
          return null;
        };
    List<UUID> accepted = Collections.synchronizedList(new ArrayList<>());
    List<Thread> clients = new ArrayList<>();
    for (ExecutionMode mode : ProbeHandler.MODES) {
      for (int client = 0; client < 2; client++) {
        clients.add(
            Thread.ofPlatform()
                .start(() -> {
                  while (accepted.size() < 1_000) {
                    try {
                      accepted.add(node.submit(mode).id());
                    } catch (NotAdmittedException e) {
                      Thread.onSpinWait(); // the backlog is full
                    }
                  }
                }));
      }
    }
    for (Thread client : clients) {
      assertThat(client.join(Duration.ofSeconds(40))).isTrue();
    }
    for (UUID job : accepted) {
      assertThat(node.await(job).state()).isEqualTo(JobState.SUCCEEDED);
    }
    assertThat(executions).hasSameSizeAs(accepted).containsOnlyKeys(accepted);
    assertThat(executions.values()).containsOnly(1);
  }
}
