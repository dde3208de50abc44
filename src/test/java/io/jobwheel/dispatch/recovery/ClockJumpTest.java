package io.jobwheel.dispatch.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.dispatch.Gate;
import io.jobwheel.dispatch.JobRequests;
import io.jobwheel.dispatch.Node;
import io.jobwheel.dispatch.backlog.TestNode;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.store.NodeLeases;
import io.jobwheel.store.PostgresServers;
import io.jobwheel.time.TestClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jumps of a node's clock break no guarantee: leases depend on the clock of the database. */
@Timeout(60)
class ClockJumpTest {

  private static final Duration A_POLL = Duration.ofSeconds(1);

  @TempDir Path folder;

  private final TestClock clock = TestClock.atNow();

  private TestNode node(String url) {
    return TestNode.start(folder, clock, "jobwheel.store.url=" + url);
  }

  private String file() {
    return "jdbc:sqlite:" + folder.resolve("jobwheel.db");
  }

  /** Runs jobs for longer than a lease, while leases are renewed and rescued. */
  private void workPastALease(TestNode node) {
    NodeLeases leases = node.leases;
    for (int renewal = 0; renewal < 3; renewal++) {
      work(node);
      clock.advance(TestNode.RENEW_EVERY);
      await("a renewal").atMost(20, TimeUnit.SECONDS).until(() -> hasJustRenewed(node));
      // as each node does, by its own clock
      assertThat(
              leases
                  .rescueExpired(UUID.randomUUID(), 3, clock.instant())
                  .orTimeout(10, TimeUnit.SECONDS)
                  .join())
          .isEqualTo(new NodeLeases.Rescue(List.of(), List.of(), List.of(), List.of(), List.of()));
    }
  }

  private static boolean hasJustRenewed(TestNode node) {
    return node.keeper.sinceRenewal().orElseThrow().isZero();
  }

  private static void work(TestNode node) {
    Job job = node.await(node.submit(ExecutionMode.EVENT_LOOP).id());
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(job.attempt()).isOne();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT1H", "PT-1H"})
  void noJobIsLostAndNoLeaseAndWaitsEnd(Duration jump) {
    try (TestNode node = node(file())) {
      Gate gate = new Gate();
      node.probe.body = gate::pass;
      Job before = node.submit(ExecutionMode.THREAD_POOL);
      gate.awaitArrivals(1);
      CompletableFuture<Job> wait = node.awaiter.awaitJob(before.id(), Duration.ofMillis(300));
      Node incarnation = node.keeper.node();

      clock.jump(jump);
      node.probe.body = context -> null;
      workPastALease(node);

      assertThat(node.keeper.node()).isEqualTo(incarnation);
      assertThat(wait.orTimeout(10, TimeUnit.SECONDS).join().state()).isEqualTo(JobState.RUNNING);
      gate.open();
      Job after = node.await(before.id());
      assertThat(after.state()).isEqualTo(JobState.SUCCEEDED);
      assertThat(after.attempt()).isOne();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT1H", "PT-1H"})
  void aNodeWhoseClockJumpsTakesNothingFromTheOthers(Duration jump) {
    String url = PostgresServers.newDatabase();
    try (TestNode there =
            TestNode.start(folder, "jobwheel.store.url=" + url, "jobwheel.dispatch.lease=10m");
        TestNode here = node(url)) {
      Gate gate = new Gate();
      there.probe.body = gate::pass;
      Job job = there.submit(ExecutionMode.THREAD_POOL);
      gate.awaitArrivals(1);
      Node incarnation = there.keeper.node();

      clock.jump(jump);
      workPastALease(here);

      assertThat(there.keeper.node()).isEqualTo(incarnation);
      gate.open();
      assertThat(there.await(job.id()).attempt()).isOne();
    }
  }

  @Test
  void aScheduledJobGoesByTheClockOfItsNodeAndIsNotLost() {
    try (TestNode node = node(file())) {
      Job job =
          node.submitter.submit(
              JobRequests.of("probe")
                  .mode(ExecutionMode.EVENT_LOOP)
                  .runAt(clock.instant().plus(Duration.ofMinutes(30)))
                  .build());
      clock.jump(Duration.ofHours(-1));
      for (int poll = 0; poll < 5; poll++) {
        clock.advance(A_POLL);
        work(node);
      }
      assertThat(node.read(job.id()).state()).isEqualTo(JobState.SCHEDULED);
      clock.jump(Duration.ofHours(2));
      clock.advanceUntil(A_POLL, () -> node.read(job.id()).state() == JobState.SUCCEEDED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT1H", "PT-1H"})
  void aRetryThatIsPlannedAfterTheJumpWaitsItsBackoff(Duration jump) {
    try (TestNode node = node(file())) {
      clock.jump(jump);
      node.probe.body =
          context -> {
            if (context.attempt() == 1) {
              throw new IllegalStateException("once");
            }
            return null;
          };
      Job job =
          node.submitter.submit(
              JobRequests.of("probe").mode(ExecutionMode.EVENT_LOOP).retrying(2, "20m").build());
      Job waiting = node.awaitState(job.id(), JobState.SCHEDULED);
      assertThat(waiting.runAt()).isAfterOrEqualTo(job.createdAt().plus(Duration.ofMinutes(20)));
      clock.jump(Duration.ofMinutes(19));
      for (int poll = 0; poll < 5; poll++) {
        clock.advance(A_POLL);
        assertThat(node.read(job.id()).state()).isEqualTo(JobState.SCHEDULED);
      }
      clock.jump(Duration.ofMinutes(3)); // a backoff is up to 10 percent longer
      clock.advanceUntil(A_POLL, () -> node.read(job.id()).state() == JobState.SUCCEEDED);
    }
  }
}
