package io.jobwheel.dispatch.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.dispatch.JobRequests;
import io.jobwheel.dispatch.Node;
import io.jobwheel.dispatch.backlog.TestNode;
import io.jobwheel.dispatch.outcome.ReleaseLimit;
import io.jobwheel.handler.JobFailedException;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobAttempts;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.job.Retry;
import io.jobwheel.store.JobCancellations;
import io.jobwheel.store.JobOutcomes;
import io.jobwheel.store.JobOutcomes.EndedAttempt;
import io.jobwheel.store.JobOutcomes.Recorded;
import io.jobwheel.store.JobSubmissions;
import io.jobwheel.store.StoreRefusedException;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.Submission;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A store that refuses outcomes: every job ends, within its number of attempts. */
@Timeout(60)
class RefusedOutcomeTest {

  private static final String ROCKET = "lift-off 🚀";

  /** The result instead of a write; null for the write itself. */
  private interface Refusal {
    @Nullable RuntimeException of(EndedAttempt ended);
  }

  private static volatile Refusal refusal = _ -> null;
  private static TestNode node;

  private final AtomicInteger runs = new AtomicInteger();

  @BeforeAll
  static void start(@TempDir Path folder) {
    UnaryOperator<JobOutcomes> refusing = store -> ended -> record(store, ended);
    node = TestNode.start(folder, UnaryOperator.identity(), refusing);
  }

  private static CompletableFuture<Recorded> record(JobOutcomes store, EndedAttempt ended) {
    RuntimeException failure = refusal.of(ended);
    return failure == null ? store.record(ended) : CompletableFuture.failedFuture(failure);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @BeforeEach
  void takeEverything() {
    refusal = _ -> null;
  }

  /** Refuses text as a database does whose encoding is not Unicode. */
  private static @Nullable RuntimeException onlyAscii(EndedAttempt ended) {
    return StandardCharsets.US_ASCII.newEncoder().canEncode(ended.outcome().toString())
        ? null
        : new StoreRefusedException("no such character", null);
  }

  private Job end(RuntimeException failure) {
    node.probe.body =
        _ -> {
          runs.incrementAndGet();
          throw failure;
        };
    return node.await(node.submit(ExecutionMode.THREAD_POOL).id());
  }

  @Test
  void anErrorThatIsRefusedIsWrittenWithItsCodeAlone() {
    refusal = RefusedOutcomeTest::onlyAscii;
    Job job = end(new JobFailedException("engine-failed", ROCKET, Retry.NEVER));
    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.error())
        .isEqualTo(new JobError("engine-failed", "The store refused the message of the error."));
    assertThat(job.failures()).isOne();
    assertThat(runs).hasValue(1);
  }

  @Test
  void aRetryThatIsRefusedCountsAsTheFailureThatItIs() {
    refusal = RefusedOutcomeTest::onlyAscii;
    node.probe.body =
        _ -> {
          runs.incrementAndGet();
          throw new IllegalStateException(ROCKET);
        };
    Job job =
        node.submitter.submit(
            JobRequests.of("probe").mode(ExecutionMode.THREAD_POOL).retrying(2, "PT0S").build());
    Job ended = node.await(job.id());
    assertThat(ended.state()).isEqualTo(JobState.FAILED);
    assertThat(ended.failures()).isEqualTo(2);
    assertThat(ended.attempt()).isEqualTo(2);
    assertThat(runs).hasValue(2);
  }

  @Test
  void anOutcomeWithoutTextThatIsRefusedIsWrittenAgainAndTheJobDoesNotRunAgain() {
    AtomicInteger refused = new AtomicInteger();
    refusal =
        _ -> refused.getAndIncrement() < 4 ? new StoreRefusedException("a trigger", null) : null;
    Job job = end(new IllegalStateException(ROCKET));
    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.attempt()).isOne();
    assertThat(runs).hasValue(1);
  }

  @Test
  void aJobThatCameBackTooOftenFailsAndDoesNotRunAgain() {
    node.probe.body =
        _ -> {
          runs.incrementAndGet();
          return null;
        };
    Job last = store(waiting(ReleaseLimit.MAX_RELEASED), node.keeper.node());
    Job next = store(waiting(ReleaseLimit.MAX_RELEASED + 1), node.keeper.node());
    assertThat(node.await(last.id()).state()).isEqualTo(JobState.SUCCEEDED);
    Job failed = node.await(next.id());
    assertThat(failed.state()).isEqualTo(JobState.FAILED);
    assertThat(failed.error()).isNotNull().extracting("code").isEqualTo("released-too-often");
    assertThat(runs).hasValue(1);
  }

  @Test
  void anOrphanIsReleasedEvenIfTheFirstTryFails() {
    AtomicInteger tries = new AtomicInteger();
    refusal =
        ended ->
            ended.outcome() instanceof Outcome.Released && tries.getAndIncrement() == 0
                ? new StoreUnavailableException("away")
                : null;
    double before = count("jobwheel.attempts.given.back");
    node.probe.body = _ -> null;
    Job held = store(NodeFaultsTest.runningJobOf("probe", 1), node.keeper.node());
    assertThat(node.await(held.id()).attempt()).isEqualTo(2);
    await()
        .untilAsserted(
            () -> assertThat(count("jobwheel.attempts.given.back")).isEqualTo(before + 1));
  }

  @Test
  void anOrphanWithACancellationRequestIsCancelled() {
    double before = count("jobwheel.jobs.cancelled");
    Job held = store(NodeFaultsTest.runningJobOf("probe", 1), node.keeper.node());
    var _ =
        node.bean(JobCancellations.class)
            .cancel(held.id(), InstantSource.system().instant())
            .orTimeout(10, TimeUnit.SECONDS)
            .join();
    assertThat(node.await(held.id()).state()).isEqualTo(JobState.CANCELLED);
    await().untilAsserted(() -> assertThat(count("jobwheel.jobs.cancelled")).isEqualTo(before + 1));
  }

  private static double count(String meter) {
    return node.bean(MeterRegistry.class).find(meter).counters().stream()
        .mapToDouble(each -> each.count())
        .sum();
  }

  /** A job with that number of released attempts. */
  private static Job waiting(int attempts) {
    return Jobs.queued()
        .type("probe")
        .attempts(new JobAttempts(attempts, attempts, 0, 0, 0))
        .acceptedAt(InstantSource.system().instant())
        .build();
  }

  private static Job store(Job job, Node owner) {
    node.bean(JobSubmissions.class)
        .submit(new Submission(null, List.of(job), owner.id()))
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
    return job;
  }
}
