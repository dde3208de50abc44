package io.jobwheel.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.store.PostgresServers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node whose own clock jumps: what it promised holds, for leases go by the database's clock. */
@Timeout(60)
class ClockJumpTest {

  private static final Duration LEASE = Duration.ofSeconds(3); // that of test nodes

  @TempDir Path folder;

  private final JumpingClock clock = new JumpingClock();

  /** The clock of the system, some time ahead of it or behind. */
  private static final class JumpingClock implements InstantSource {
    private final InstantSource system = InstantSource.system();
    volatile Duration ahead = Duration.ZERO;

    @Override
    public Instant instant() {
      return system.instant().plus(ahead);
    }
  }

  private TestNode node(String url) {
    return TestNode.start(folder, clock, "jobwheel.store.url=" + url);
  }

  private String file() {
    return "jdbc:sqlite:" + folder.resolve("jobwheel.db");
  }

  /** Runs jobs for longer than a lease lasts. */
  private static void workPastALease(TestNode node) {
    work(node, LEASE.plusMillis(500));
  }

  private static void work(TestNode node, Duration length) {
    long deadline = System.nanoTime() + length.toNanos();
    while (System.nanoTime() < deadline) {
      Job job = node.await(node.submit(ExecutionMode.EVENT_LOOP).id());
      assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
      assertThat(job.attempt()).isOne();
    }
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

      clock.ahead = jump;
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
    try (TestNode there = TestNode.start(folder, "jobwheel.store.url=" + url);
        TestNode here = node(url)) {
      Gate gate = new Gate();
      there.probe.body = gate::pass;
      Job job = there.submit(ExecutionMode.THREAD_POOL);
      gate.awaitArrivals(1);
      Node incarnation = there.keeper.node();

      clock.ahead = jump;
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
      clock.ahead = Duration.ofHours(-1);
      work(node, Duration.ofMillis(500)); // several polls
      assertThat(node.read(job.id()).state()).isEqualTo(JobState.SCHEDULED);
      clock.ahead = Duration.ofHours(1);
      assertThat(node.await(job.id()).state()).isEqualTo(JobState.SUCCEEDED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT1H", "PT-1H"})
  void aRetryThatIsPlannedAfterTheJumpWaitsItsBackoff(Duration jump) {
    try (TestNode node = node(file())) {
      clock.ahead = jump;
      node.probe.body =
          context -> {
            if (context.attempt() == 1) {
              throw new IllegalStateException("once");
            }
            return null;
          };
      Job job =
          node.submitter.submit(
              JobRequests.of("probe").mode(ExecutionMode.EVENT_LOOP).retrying(2, "200ms").build());
      Job ended = node.await(job.id());
      assertThat(ended.state()).isEqualTo(JobState.SUCCEEDED);
      assertThat(ended.startedAt()).isAfterOrEqualTo(job.createdAt().plusMillis(200));
    }
  }
}
