package io.jobwheel.dispatch.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.LogCapture;
import io.jobwheel.dispatch.BackgroundTask;
import io.jobwheel.dispatch.backlog.TestNode;
import io.jobwheel.dispatch.event.JobMetrics;
import io.jobwheel.dispatch.node.NodeLifecycle;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.store.JobCancellations;
import io.jobwheel.store.JobSubmissions;
import io.jobwheel.store.NodeLeases;
import io.jobwheel.store.Submission;
import io.jobwheel.store.query.NodeCapabilities;
import io.jobwheel.store.query.NodeStatus;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Events of a commit are published even if its answer arrives after all time limits. */
@Timeout(60)
class LateAnswersTest {

  @TempDir Path folder;

  private final CompletableFuture<Void> answers = new CompletableFuture<>();
  private TestNode node;

  /** Commits rescues at once, and returns their results when the test completes them. */
  private final class Late implements NodeLeases {

    private final NodeLeases store;

    Late(NodeLeases store) {
      this.store = store;
    }

    @Override
    public CompletableFuture<Void> register(UUID id, String name, Duration lease) {
      return store.register(id, name, lease);
    }

    @Override
    public CompletableFuture<Boolean> renew(UUID id, Duration lease, @Nullable NodeStatus status) {
      return store.renew(id, lease, status);
    }

    @Override
    public CompletableFuture<Boolean> publish(UUID id, NodeCapabilities capabilities) {
      return store.publish(id, capabilities);
    }

    @Override
    public CompletableFuture<Rescue> release(UUID id, Instant now) {
      return late(store.release(id, now));
    }

    @Override
    public CompletableFuture<Rescue> rescueExpired(UUID rescuer, int maxCrashes, Instant now) {
      return late(store.rescueExpired(rescuer, maxCrashes, now));
    }

    private CompletableFuture<Rescue> late(CompletableFuture<Rescue> committed) {
      return committed.thenCompose(rescue ->
          rescue.cancelled().isEmpty()
              ? CompletableFuture.completedFuture(rescue)
              : answers.thenApply(_ -> rescue));
    }
  }

  @BeforeEach
  void start() {
    node =
        TestNode.startWithBeans(
            folder,
            bean -> bean instanceof NodeLeases store ? new Late(store) : bean,
            "jobwheel.dispatch.write-timeout=300ms");
    node.bean(OwnershipReconciler.class).stop();
    node.bean(LeaseRescuer.class).stop();
  }

  @AfterEach
  void stop() {
    answers.complete(null);
    node.close();
  }

  /** A running job of that node, without an attempt, whose cancellation is requested. */
  private Job cancelledOrphanOf(UUID owner) {
    Job orphan = NodeFaultsTest.runningJobOf("probe", 1);
    node.bean(JobSubmissions.class)
        .submit(new Submission(null, List.of(orphan), owner))
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
    var _ =
        node.bean(JobCancellations.class)
            .cancel(orphan.id(), InstantSource.system().instant())
            .orTimeout(10, TimeUnit.SECONDS)
            .join();
    return orphan;
  }

  private CompletableFuture<Job> waitFor(Job job) {
    return node.awaiter.awaitJob(job.id(), Duration.ofMinutes(10));
  }

  @Test
  void aRescueThatIsAnsweredLateCompletesWaitsAndCounts() throws InterruptedException {
    Job orphan = cancelledOrphanOf(UUID.randomUUID());
    CompletableFuture<Job> waiter = waitFor(orphan);
    try (LogCapture log = new LogCapture(BackgroundTask.class.getName(), null)) {
      node.bean(LeaseRescuer.class).start();
      log.await("jobwheel-rescuer - failed"); // its time limit is over
    }
    assertThat(waiter).isNotDone();
    answers.complete(null);
    assertThat(waiter.orTimeout(10, TimeUnit.SECONDS).join().state()).isEqualTo(JobState.CANCELLED);
    assertThat(count(JobMetrics.CRASHED)).isOne();
    assertThat(count(JobMetrics.FINISHED)).isOne();
  }

  @Test
  void aReleaseThatIsAnsweredLateCompletesWaitsAndCounts() {
    Job orphan = cancelledOrphanOf(node.keeper.node().id());
    CompletableFuture<Job> waiter = waitFor(orphan);
    node.bean(NodeLifecycle.class).stop();
    assertThat(node.read(orphan.id()).state()).isEqualTo(JobState.CANCELLED);
    assertThat(waiter).isNotDone();
    answers.complete(null);
    assertThat(waiter.orTimeout(10, TimeUnit.SECONDS).join().state()).isEqualTo(JobState.CANCELLED);
    assertThat(count(JobMetrics.FINISHED)).isOne();
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(count(JobMetrics.RELEASED)).isOne());
  }

  private double count(String meter) {
    return node.bean(MeterRegistry.class).find(meter).counters().stream()
        .mapToDouble(each -> each.count())
        .sum();
  }
}
