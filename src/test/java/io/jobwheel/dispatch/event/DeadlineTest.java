package io.jobwheel.dispatch.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.dispatch.Gate;
import io.jobwheel.dispatch.JobRequests;
import io.jobwheel.dispatch.backlog.TestNode;
import io.jobwheel.dispatch.request.JobRequest;
import io.jobwheel.dispatch.request.SubmittedGroup;
import io.jobwheel.execution.attempt.RunningJobs;
import io.jobwheel.handler.JobFailedException;
import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Retry;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Deadlines of jobs wherever they are, on a real node that polls after the test. */
@Timeout(60)
class DeadlineTest {

  private static final ExecutionMode LANE = ExecutionMode.SEQUENTIAL;

  @TempDir Path folder;

  private TestNode node;

  @BeforeEach
  void start() {
    node = TestNode.start(folder, "jobwheel.dispatch.poll-interval=1m");
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private static JobRequests probe(ExecutionMode mode, String deadline) {
    return JobRequests.of("probe").mode(mode).deadline(deadline);
  }

  private Job submit(JobRequest request) {
    return node.submitter.submit(request);
  }

  private double exceeded(ExecutionMode mode, String phase) {
    return node.bean(MeterRegistry.class)
        .get(JobMetrics.DEADLINE_EXCEEDED)
        .tags("type", "probe", "mode", mode.wireName(), "phase", phase)
        .counter()
        .count();
  }

  private static String codeOf(Job job) {
    assertThat(job.state()).isEqualTo(JobState.FAILED);
    return job.error().code();
  }

  private static Instant deadlineOf(Job job) {
    Instant deadline = job.spec().deadline();
    assertThat(deadline).isNotNull();
    return deadline;
  }

  @ParameterizedTest
  @EnumSource(value = ExecutionMode.class, mode = Mode.EXCLUDE, names = "PROCESS_POOL")
  void aRunningJobIsEndedAndNotRetried(ExecutionMode mode) {
    node.probe.body = new Gate()::pass;
    Job job =
        node.await(submit(probe(mode, "150ms").timeout("1h").retrying(5, "1ms").build()).id());
    assertThat(codeOf(job)).isEqualTo("deadline-exceeded");
    assertThat(deadlineOf(job)).isEqualTo(job.createdAt().plusMillis(150));
    assertThat(job.finishedAt()).isAfterOrEqualTo(deadlineOf(job));
    assertThat(job).extracting(Job::attempt, Job::failures).containsExactly(1, 1);
    await().untilAsserted(() -> assertThat(exceeded(mode, "running")).isOne());
    assertThat(exceeded(mode, "waiting")).isZero();
  }

  @Test
  void theTimeLimitOfAnAttemptThatIsEarlierIsATimeOut() {
    node.probe.body = new Gate()::pass;
    Job job = submit(probe(ExecutionMode.EVENT_LOOP, "1h").timeout("50ms").build());
    assertThat(codeOf(node.await(job.id()))).isEqualTo("timed-out");
  }

  @Test
  void aHandlerSeesTheTimeToTheDeadline() {
    node.probe.body = context -> context.timeLeft().orElseThrow().toMillis();
    Job job = node.await(submit(probe(LANE, "1h").timeout("2h").build()).id());
    assertThat(Long.parseLong(job.result())).isBetween(3_500_000L, 3_600_000L);
  }

  @Test
  void theResultOfAHandlerThatIgnoresTheDeadlineDoesNotCount() {
    CountDownLatch release = new CountDownLatch(1);
    node.probe.body =
        _ -> {
          while (release.getCount() > 0) {
            Thread.onSpinWait();
          }
          return "late";
        };
    Job job = submit(probe(ExecutionMode.THREAD_POOL, "50ms").build());
    RunningJobs running = node.bean(RunningJobs.class);
    await().until(() -> running.overdue(ExecutionMode.THREAD_POOL) == 1);
    assertThat(node.read(job.id()).state()).isEqualTo(JobState.RUNNING);
    release.countDown();
    Job ended = node.await(job.id());
    assertThat(codeOf(ended)).isEqualTo("deadline-exceeded");
    assertThat(ended.result()).isNull();
  }

  @Test
  void aJobThatWaitsForAFullLaneFailsAtItsDeadlineAndNotAtThePoll() {
    Gate gate = new Gate();
    AtomicInteger begun = new AtomicInteger();
    node.probe.body =
        context -> {
          begun.incrementAndGet();
          return gate.pass(context);
        };
    Job running = node.submit(LANE);
    gate.awaitArrivals(1);
    Job waiting = submit(probe(LANE, "150ms").build());
    assertThat(waiting.state()).isEqualTo(JobState.QUEUED);

    Job failed = node.await(waiting.id());

    assertThat(failed.error())
        .isEqualTo(
            new JobError("deadline-exceeded", "The deadline passed before the job started."));
    assertThat(failed.attempt()).isZero();
    await().untilAsserted(() -> assertThat(exceeded(LANE, "waiting")).isOne());
    assertThat(exceeded(LANE, "running")).isZero();
    gate.open();
    assertThat(node.await(running.id()).state()).isEqualTo(JobState.SUCCEEDED);
    node.awaitEmpty(LANE);
    assertThat(begun).hasValue(1);
  }

  @Test
  void jobsOfAGroupHaveDeadlinesOfTheirOwn() {
    Gate gate = new Gate();
    node.probe.body = gate::pass;
    node.submit(LANE);
    gate.awaitArrivals(1);
    List<JobRequest> jobs =
        List.of(
            JobRequests.of("probe").deadline("100ms").build(),
            JobRequests.of("probe").deadline("1h").build());

    SubmittedGroup group =
        node.submitter.submit(JobRequests.group(LANE, CompletionCondition.FAIL_FAST, jobs));

    assertThat(node.awaitGroup(group.group().id()).outcome()).isEqualTo(JobState.FAILED);
    assertThat(codeOf(node.read(group.jobs().get(0).id()))).isEqualTo("deadline-exceeded");
    assertThat(node.read(group.jobs().get(1).id()).state()).isEqualTo(JobState.CANCELLED);
    gate.open();
  }

  @Test
  void aJobWhoseNextRetryWouldBeTooLateFailsAtOnceWithItsOwnError() {
    node.probe.body =
        context -> {
          Retry retry =
              context.attempt() < 3 ? Retry.AS_PLANNED : new Retry.NotBefore(Duration.ofHours(1));
          throw new JobFailedException("busy", "attempt " + context.attempt(), retry);
        };
    Job job =
        node.await(
            submit(probe(ExecutionMode.EVENT_LOOP, "10m").retrying(100, "1ms").build()).id());
    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.error()).isEqualTo(new JobError("busy", "attempt 3"));
    assertThat(job.finishedAt()).isBefore(deadlineOf(job));
  }

  @Test
  void aDeferredJobFailsAtItsDeadline() {
    node.probe.body =
        _ -> {
          throw new JobFailedException(
              "receiver-busy", "later", new Retry.Deferred(Duration.ofHours(1)));
        };
    Job job = node.await(submit(probe(ExecutionMode.THREAD_POOL, "200ms").build()).id());
    assertThat(codeOf(job)).isEqualTo("deadline-exceeded");
    assertThat(job.finishedAt()).isAfterOrEqualTo(deadlineOf(job));
  }

  @Test
  void aJobThatEndsInTimeSucceedsAndKeepsItsDeadline() {
    Job job = node.await(submit(probe(LANE, "1h").build()).id());
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(deadlineOf(job)).isEqualTo(job.createdAt().plus(Duration.ofHours(1)));
  }
}
