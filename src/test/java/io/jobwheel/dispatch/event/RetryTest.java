package io.jobwheel.dispatch.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.dispatch.Gate;
import io.jobwheel.dispatch.JobRequests;
import io.jobwheel.dispatch.Node;
import io.jobwheel.dispatch.backlog.TestNode;
import io.jobwheel.dispatch.outcome.OutcomeRecorder;
import io.jobwheel.dispatch.request.JobRequest;
import io.jobwheel.dispatch.request.SubmittedGroup;
import io.jobwheel.execution.attempt.Attempt;
import io.jobwheel.execution.attempt.RunningAttempt;
import io.jobwheel.execution.attempt.RunningJobs;
import io.jobwheel.handler.JobFailedException;
import io.jobwheel.job.AttemptPolicy;
import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.job.Progress;
import io.jobwheel.job.Retry;
import io.jobwheel.store.JobSubmissions;
import io.jobwheel.store.ProgressReports;
import io.jobwheel.store.Submission;
import io.jobwheel.time.TestClock;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Retries of attempts that failed or crashed, on a real store. */
@Timeout(60)
class RetryTest {

  @TempDir Path folder;

  private TestNode node;

  @BeforeEach
  void start() {
    node = TestNode.start(folder);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private static JobRequest probe(
      ExecutionMode mode, int maxAttempts, String backoff, @Nullable String timeout) {
    return JobRequests.of("probe")
        .mode(mode)
        .retrying(maxAttempts, backoff)
        .timeout(timeout)
        .build();
  }

  private Job submit(int maxAttempts, String backoff) {
    return node.submitter.submit(probe(ExecutionMode.EVENT_LOOP, maxAttempts, backoff, null));
  }

  private void failUntilAttempt(int good) {
    node.probe.body =
        context -> {
          if (context.attempt() < good) {
            throw new IllegalStateException("attempt " + context.attempt() + " broke");
          }
          return context.attempt();
        };
  }

  private double retried(String mode, String reason) {
    return node.bean(MeterRegistry.class)
        .get(JobMetrics.RETRIED)
        .tags("type", "probe", "mode", mode, "reason", reason)
        .counter()
        .count();
  }

  @Test
  void aJobIsTriedAgainUntilItSucceeds() {
    failUntilAttempt(3);
    Job job = node.await(submit(5, "1ms").id());
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(job.result()).isEqualTo("3");
    assertThat(job.error()).isNull();
    assertThat(job).extracting(Job::attempt, Job::failures, Job::crashes).containsExactly(3, 2, 0);
    await().untilAsserted(() -> assertThat(retried("event-loop", "failure")).isEqualTo(2));
    assertThat(retried("event-loop", "timeout")).isZero();
  }

  @Test
  void theTypeSaysHowOftenWhenTheRequestDoesNot() {
    node.close();
    node =
        TestNode.start(
            folder, probe -> probe.policy = AttemptPolicy.retrying(2, Duration.ofMillis(1)));
    failUntilAttempt(9);
    Job ofTheType = node.await(node.submit(ExecutionMode.THREAD_POOL).id());
    assertThat(ofTheType.attempt()).isEqualTo(2);
    assertThat(ofTheType.policy()).isEqualTo(AttemptPolicy.retrying(2, Duration.ofMillis(1)));
    Job ofTheRequest = node.await(submit(3, "0s").id());
    assertThat(ofTheRequest.attempt()).isEqualTo(3);
  }

  @Test
  void aJobFailsWithTheErrorOfItsLastAttempt() {
    failUntilAttempt(9);
    Job job = node.await(submit(3, "1ms").id());
    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.failures()).isEqualTo(3);
    assertThat(job.error())
        .isEqualTo(
            new JobError("handler-failed", "java.lang.IllegalStateException: attempt 3 broke"));
  }

  @Test
  void aRetryWaitsItsBackoffAndNotForThePoll() {
    TestClock clock = startOnClock("jobwheel.dispatch.poll-interval=1m");
    List<Instant> begun = Collections.synchronizedList(new ArrayList<>());
    node.probe.body =
        context -> {
          begun.add(clock.instant());
          throw new IllegalStateException("no");
        };
    Job job = submit(3, "10s"); // all of it before the first poll
    for (int retry = 1; retry <= 2; retry++) {
      Job waiting = node.awaitState(job.id(), JobState.SCHEDULED);
      assertThat(waiting.attempt()).isEqualTo(retry);
      Duration backoff = Duration.between(clock.instant(), waiting.runAt());
      Duration least = Duration.ofSeconds(10L * retry); // doubles, plus up to 10 percent
      assertThat(backoff).isBetween(least, least.plus(least.dividedBy(10)));
      clock.advance(backoff.minusMillis(1));
      assertThat(node.read(job.id()).state()).isEqualTo(JobState.SCHEDULED);
      clock.advance(Duration.ofMillis(1));
      int attempts = retry + 1;
      await().atMost(20, TimeUnit.SECONDS).until(() -> begun.size() == attempts);
      assertThat(begun.getLast()).isEqualTo(clock.instant());
    }
    assertThat(node.await(job.id()).state()).isEqualTo(JobState.FAILED);
  }

  private TestClock startOnClock(String... properties) {
    node.close();
    TestClock clock = TestClock.atNow();
    node = TestNode.start(folder, clock, properties);
    return clock;
  }

  @Test
  void aJobThatWaitsToBeTriedAgainShowsWhy() {
    failUntilAttempt(2);
    Job job = submit(2, "1h");
    Job waiting = node.awaitState(job.id(), JobState.SCHEDULED);
    assertThat(waiting.error()).isNotNull().extracting(JobError::code).isEqualTo("handler-failed");
    assertThat(waiting.runAt()).isAfter(job.runAt().plus(Duration.ofMinutes(59)));
    assertThat(waiting.failures()).isOne();
    assertThat(node.canceller.cancel(job.id()).state()).isEqualTo(JobState.CANCELLED);
  }

  @Test
  void aFailureThatSaysThatItIsPointlessIsFinal() {
    node.probe.body =
        context -> {
          throw new JobFailedException("no-such-host", "nowhere", Retry.NEVER);
        };
    Job job = node.await(submit(5, "1ms").id());
    assertThat(job.error()).isEqualTo(new JobError("no-such-host", "nowhere"));
    assertThat(job.attempt()).isOne();
    assertThat(job.failures()).isOne();
  }

  @Test
  void aFailureMaySayHowLongToWait() {
    TestClock clock = startOnClock();
    node.probe.body =
        context -> {
          if (context.attempt() == 1) {
            throw new JobFailedException(
                "busy", "later", new Retry.NotBefore(Duration.ofMinutes(5)));
          }
          return null;
        };
    Job waiting = node.awaitState(submit(2, "1ms").id(), JobState.SCHEDULED);
    assertThat(waiting.runAt()).isAfterOrEqualTo(clock.instant().plus(Duration.ofMinutes(5)));
    clock.advance(Duration.between(clock.instant(), waiting.runAt()));
    Job job = node.await(waiting.id());
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(job.attempt()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(value = ExecutionMode.class, mode = Mode.EXCLUDE, names = "PROCESS_POOL")
  void anAttemptWhoseTimeIsOverIsTriedAgainAndFailsAtLast(ExecutionMode mode) {
    node.probe.body =
        context -> {
          context.sleep(Duration.ofHours(1));
          return "slept";
        };
    Job job = node.await(node.submitter.submit(probe(mode, 2, "1ms", "50ms")).id());
    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.error()).isNotNull().extracting(JobError::code).isEqualTo("timed-out");
    assertThat(job).extracting(Job::attempt, Job::failures).containsExactly(2, 2);
    await().untilAsserted(() -> assertThat(retried(mode.wireName(), "timeout")).isOne());
  }

  @Test
  void aHandlerThatIgnoresItsTimeLimitIsCountedAsOverdue() {
    CountDownLatch release = new CountDownLatch(1);
    node.probe.body =
        context -> {
          while (release.getCount() > 0) {
            Thread.onSpinWait();
          }
          return "late";
        };
    Job job = node.submitter.submit(probe(ExecutionMode.THREAD_POOL, 1, "1s", "20ms"));
    await().atMost(20, TimeUnit.SECONDS).until(() -> overdue("thread-pool") == 1);
    assertThat(overdue("event-loop")).isZero();
    release.countDown();
    assertThat(node.await(job.id()).result()).isEqualTo("\"late\"");
    await().until(() -> overdue("thread-pool") == 0);
  }

  private double overdue(String mode) {
    return node.bean(MeterRegistry.class)
        .get("jobwheel.attempts.overdue")
        .tags("mode", mode)
        .gauge()
        .value();
  }

  @Test
  void aJobThatFailsAfterACancellationRequestIsNotRetried() {
    Gate gate = new Gate();
    node.probe.body =
        context -> {
          try {
            return gate.pass(context);
          } catch (RuntimeException e) {
            throw new IllegalStateException("broke while it tidied up");
          }
        };
    Job job = submit(5, "1ms");
    gate.awaitArrivals(1);
    node.canceller.cancel(job.id());
    Job ended = node.await(job.id());
    assertThat(ended.state()).isEqualTo(JobState.FAILED);
    assertThat(ended.attempt()).isOne();
  }

  @Test
  void aRetriedJobCancelsNoSiblings() {
    AtomicInteger failures = new AtomicInteger(1);
    node.probe.body =
        context -> {
          if (failures.getAndDecrement() > 0) {
            throw new IllegalStateException("once");
          }
          return null;
        };
    SubmittedGroup group =
        node.submitter.submit(
            JobRequests.group(
                ExecutionMode.EVENT_LOOP,
                CompletionCondition.FAIL_FAST,
                Collections.nCopies(4, probe(ExecutionMode.EVENT_LOOP, 2, "1ms", null))));
    assertThat(node.awaitGroup(group.group().id()).outcome()).isEqualTo(JobState.SUCCEEDED);
    assertThat(node.jobsOf(group.group().id()))
        .allMatch(job -> job.state() == JobState.SUCCEEDED && job.cancelRequestedAt() == null)
        .extracting(Job::failures)
        .containsOnlyOnce(1);
  }

  @Test
  void aShutdownEatsNoRetry() {
    Gate gate = new Gate();
    node.probe.body =
        context -> {
          if (context.attempt() == 1) {
            throw new IllegalStateException("first");
          }
          return gate.pass(context);
        };
    Job job = submit(2, "1ms");
    gate.awaitArrivals(1);
    node.close();
    node = TestNode.start(folder, probe -> probe.body = context -> "third");
    Job ended = node.await(job.id());
    assertThat(ended.result()).isEqualTo("\"third\"");
    assertThat(ended)
        .extracting(Job::attempt, Job::failures, Job::crashes)
        .containsExactly(3, 1, 0);
  }

  @Test
  void aLostNodeEatsNoRetry() {
    failUntilAttempt(3);
    Job orphan = running(UUID.randomUUID(), AttemptPolicy.retrying(2, Duration.ofMillis(1)));
    Job ended = node.await(orphan.id());
    assertThat(ended.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(ended)
        .extracting(Job::attempt, Job::failures, Job::crashes)
        .containsExactly(3, 1, 1);
    await().untilAsserted(() -> assertThat(crashed()).isOne());
  }

  @Test
  void anAttemptWhoseProcessIsLostIsTriedAgainAndHasNotFailed() {
    node.probe.body = context -> "second";
    Job job = crash();
    Job ended = node.await(job.id());
    assertThat(ended.result()).isEqualTo("\"second\"");
    assertThat(ended)
        .extracting(Job::attempt, Job::failures, Job::crashes)
        .containsExactly(2, 0, 1);
    await().untilAsserted(() -> assertThat(retried("event-loop", "crash")).isOne());
    await().untilAsserted(() -> assertThat(crashed()).isOne());
  }

  @Test
  void aJobThatCrashesTooOftenFails() {
    node.close();
    node = TestNode.start(folder, "jobwheel.dispatch.max-crashes=1");
    Job ended = node.await(crash().id());
    assertThat(ended.state()).isEqualTo(JobState.FAILED);
    assertThat(ended.error())
        .isEqualTo(new JobError("crashed", "The job crashed 1 times; last crash: exited: with 9"));
    assertThat(ended).extracting(Job::failures, Job::crashes).containsExactly(0, 1);
    await().untilAsserted(() -> assertThat(crashed()).isOne());
  }

  private double crashed() {
    return node.bean(MeterRegistry.class)
        .get(JobMetrics.CRASHED)
        .tags("type", "probe", "mode", "event-loop")
        .counter()
        .count();
  }

  /** A job of this node whose process exits at once. */
  private Job crash() {
    Node self = node.keeper.node();
    Job job = running(self.id(), AttemptPolicy.ONCE);
    RunningAttempt attempt = node.bean(RunningJobs.class).add(new Attempt(job, job.createdAt()));
    node.bean(OutcomeRecorder.class)
        .record(self, attempt, new Outcome.Crashed(new JobError("exited", "with 9")));
    return job;
  }

  private Job running(UUID owner, AttemptPolicy policy) {
    Job job =
        Jobs.running()
            .type("probe")
            .mode(ExecutionMode.EVENT_LOOP)
            .policy(policy)
            .acceptedAt(InstantSource.system().instant())
            .build();
    node.bean(JobSubmissions.class)
        .submit(new Submission(null, List.of(job), owner))
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
    return job;
  }

  @ParameterizedTest
  @EnumSource(value = ExecutionMode.class, mode = Mode.EXCLUDE, names = "PROCESS_POOL")
  void theLastProgressReportIsStoredWhenTheJobHasFinished(ExecutionMode mode) {
    node.probe.body =
        context -> {
          for (int i = 0; i < 100; i++) {
            context.progress(i / 100.0, "step " + i);
          }
          context.progress(1, "done");
          return null;
        };
    Job job = node.await(node.submit(mode).id());
    assertThat(node.bean(ProgressReports.class).progressOf(job.id(), 1))
        .get()
        .extracting(Progress::fraction, Progress::message)
        .containsExactly(1.0, "done");
  }
}
