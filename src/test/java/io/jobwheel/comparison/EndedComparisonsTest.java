package io.jobwheel.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jobwheel.comparison.ComparisonTestNode.FailingStore;
import io.jobwheel.dispatch.Gate;
import io.jobwheel.dispatch.Node;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.comparison.Comparison;
import io.jobwheel.store.comparison.Comparison.ComparisonResult;
import io.jobwheel.store.comparison.ComparisonState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How comparisons end that a client, an error or a lost lease ends, on a real store. */
@Timeout(60)
class EndedComparisonsTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration LIMIT = Duration.ofSeconds(15);

  @TempDir Path folder;

  private final Gate gate = new Gate();
  private ComparisonTestNode node;

  @AfterEach
  void stop() {
    gate.open();
    node.close();
  }

  private Comparison awaitEnd(Comparison comparison) {
    return await()
        .atMost(LIMIT)
        .until(() -> node.comparisons.find(comparison.id()), read -> read.state().isFinal());
  }

  private List<Job> awaitJobsEnded(UUID group) {
    return await()
        .atMost(LIMIT)
        .until(
            () -> node.jobsOf(group), jobs -> jobs.stream().allMatch(job -> job.state().isFinal()));
  }

  private UUID awaitGroup(Comparison comparison) {
    gate.awaitArrivals(3);
    return Objects.requireNonNull(node.comparisons.find(comparison.id()).group());
  }

  @Test
  void aCancelThatLeavesAJobOutIsAnErrorAndTheRunnerRepeatsIt() {
    node = ComparisonTestNode.start(folder, MINUTE);
    node.probe().body = gate::pass;
    Comparison comparison = node.begin(ExecutionMode.VIRTUAL_THREADS, 3);
    UUID group = awaitGroup(comparison);
    UUID stubborn = node.jobsOf(group).getFirst().id();
    node.failing.uncancellable.add(stubborn);
    assertThatThrownBy(() -> node.comparisons.cancel(comparison.id()))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("1 of 3 jobs");
    assertThat(node.comparisons.find(comparison.id()).state()).isEqualTo(ComparisonState.CANCELLED);
    await()
        .atMost(LIMIT)
        .until(
            () ->
                node.jobsOf(group).stream()
                    .filter(job -> job.state() == JobState.CANCELLED)
                    .count(),
            cancelled -> cancelled == 2);
    // the runner has seen the end, and tries again and again
    await().atMost(LIMIT).until(() -> node.failing.refused.get() >= 3);
    assertThat(node.read(stubborn).state()).isEqualTo(JobState.RUNNING);
    node.failing.uncancellable.clear();
    assertThat(awaitJobsEnded(group)).extracting(Job::state).containsOnly(JobState.CANCELLED);
  }

  @Test
  void aComparisonStaysRunningUntilItsJobsAreCancelled() {
    node = ComparisonTestNode.start(folder, Duration.ofSeconds(1));
    node.failing.allUncancellable = true;
    node.probe().body = gate::pass;
    Comparison comparison = node.begin(ExecutionMode.VIRTUAL_THREADS, 3);
    UUID group = awaitGroup(comparison);
    await().atMost(LIMIT).until(() -> node.failing.refused.get() >= 6); // at least two tries
    assertThat(node.comparisons.find(comparison.id()).state()).isEqualTo(ComparisonState.RUNNING);
    node.failing.allUncancellable = false;
    Comparison ended = awaitEnd(comparison);
    assertThat(ended.state()).isEqualTo(ComparisonState.FAILED);
    assertThat(Objects.requireNonNull(ended.result()).errorCode()).isEqualTo("round-timeout");
    assertThat(awaitJobsEnded(group)).extracting(Job::state).containsOnly(JobState.CANCELLED);
  }

  @Test
  void anAbandonedComparisonStaysRunningUntilItsJobsAreCancelled() {
    node = ComparisonTestNode.start(folder, MINUTE);
    node.failing.allUncancellable = true;
    node.probe().body = gate::pass;
    UUID group = node.submitGroup(ExecutionMode.VIRTUAL_THREADS, 3);
    gate.awaitArrivals(3);
    Comparison comparison = node.storeAbandoned(group);
    await().atMost(LIMIT).until(() -> node.failing.refused.get() >= 6);
    assertThat(node.comparisons.find(comparison.id()).state()).isEqualTo(ComparisonState.RUNNING);
    node.failing.allUncancellable = false;
    assertThat(awaitEnd(comparison).state()).isEqualTo(ComparisonState.INTERRUPTED);
    assertThat(awaitJobsEnded(group)).extracting(Job::state).containsOnly(JobState.CANCELLED);
  }

  @Test
  void aJobThatIgnoresItsCancellationDoesNotKeepTheNextComparisonWaiting() {
    node = ComparisonTestNode.start(folder, MINUTE);
    CompletableFuture<Void> released = new CompletableFuture<>();
    node.probe().body =
        context -> {
          if (context.jobId().equals(node.firstJob.get())
              || node.firstJob.compareAndSet(null, context.jobId())) {
            released.join(); // is not interrupted
          }
          return null;
        };
    try {
      Comparison first = node.begin(ExecutionMode.VIRTUAL_THREADS, 1);
      await().atMost(LIMIT).until(() -> node.firstJob.get() != null);
      node.comparisons.cancel(first.id());
      Comparison second = node.begin(ExecutionMode.THREAD_POOL, 1);
      assertThat(awaitEnd(second).state()).isEqualTo(ComparisonState.COMPLETED);
      assertThat(node.read(Objects.requireNonNull(node.firstJob.get())).state())
          .isEqualTo(JobState.RUNNING);
    } finally {
      released.complete(null);
    }
  }

  @Test
  void aLeaseLostInTheLastRoundInterruptsTheComparison() {
    node = ComparisonTestNode.start(folder, MINUTE);
    AtomicInteger rounds = new AtomicInteger();
    node.probe().body =
        context -> {
          if (rounds.incrementAndGet() == 2) { // one warms up
            context.sleep(Duration.ofMillis(500)); // the checks at the begin of a round have passed
            node.identity = new Node(Jobs.newId(), "test");
          }
          return null;
        };
    Comparison ended = awaitEnd(node.begin(ExecutionMode.THREAD_POOL, 1));
    assertThat(ended.state()).isEqualTo(ComparisonState.INTERRUPTED);
    assertThat(Objects.requireNonNull(ended.result()).errorCode()).isEqualTo("node-lost");
  }

  @Test
  void aLeaseLostDuringARoundIsSeenBeforeItsEnd() {
    node = ComparisonTestNode.start(folder, MINUTE);
    node.probe().body = gate::pass;
    Comparison comparison = node.begin(ExecutionMode.VIRTUAL_THREADS, 3);
    UUID group = awaitGroup(comparison);
    node.identity = new Node(Jobs.newId(), "test");
    assertThat(awaitEnd(comparison).state()).isEqualTo(ComparisonState.INTERRUPTED);
    assertThat(awaitJobsEnded(group)).extracting(Job::state).containsOnly(JobState.CANCELLED);
  }

  @Test
  void theTextsOfErrorsAreNotStored() {
    node = ComparisonTestNode.start(folder, MINUTE);
    for (FailingStore.Reads failure : FailingStore.Reads.values()) {
      node.failing.reads = failure;
      Comparison ended = awaitEnd(node.begin(ExecutionMode.THREAD_POOL, 1));
      assertThat(ended.state()).isEqualTo(ComparisonState.FAILED);
      assertThat(ended.result())
          .isNotNull()
          .returns(failure.code().code(), ComparisonResult::errorCode);
      assertThat(Objects.requireNonNull(ended.result()).errorMessage())
          .contains("log")
          .doesNotContain("secret");
      node.failing.reads = null;
      await().atMost(LIMIT).until(() -> node.runsNothing());
    }
  }
}
