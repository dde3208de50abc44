package io.jobwheel.dispatch.backlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.dispatch.Gate;
import io.jobwheel.dispatch.recovery.NodeFaultsTest;
import io.jobwheel.dispatch.recovery.SubmitterLimitTest;
import io.jobwheel.dispatch.request.SubmittedGroup;
import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.store.Backlog;
import io.jobwheel.store.JobRetention;
import io.jobwheel.store.JobSubmissions;
import io.jobwheel.store.PostgresServers;
import io.jobwheel.store.Submission;
import io.jobwheel.time.TestClock;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on one PostgreSQL database: changes by one node reach the other. */
@Timeout(60)
class SharedStoreTest {

  @TempDir static Path folder;

  private static TestNode here;
  private static TestNode there;

  @BeforeAll
  static void startBoth() {
    String url = PostgresServers.newDatabase();
    here = node(url);
    there = node(url);
  }

  @AfterAll
  static void stopBoth() {
    here.close();
    there.close();
  }

  /** Each test gets two nodes without active jobs. */
  @AfterEach
  void awaitTheEndOfAllJobs() {
    here.probe.body = context -> null;
    there.probe.body = context -> null;
    await().atMost(20, TimeUnit.SECONDS).until(() -> here.queries.countActive().isEmpty());
  }

  private static TestNode node(String url, String... properties) {
    String[] all = new String[properties.length + 2];
    all[0] = "jobwheel.store.url=" + url;
    all[1] = "spring.main.banner-mode=off";
    System.arraycopy(properties, 0, all, 2, properties.length);
    return TestNode.start(folder, all);
  }

  @Test
  void aJobThatRunsThereIsAwaitedHere() {
    Gate gate = new Gate();
    there.probe.body = gate::pass;
    Job job = there.submit(ExecutionMode.THREAD_POOL);
    gate.awaitArrivals(1);
    CompletableFuture<Job> waiting = here.awaiter.awaitJob(job.id(), Duration.ofSeconds(30));
    gate.open();
    assertThat(waiting.orTimeout(20, TimeUnit.SECONDS).join().state())
        .isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void aGroupThatRunsThereIsAwaitedHere() {
    Gate gate = new Gate();
    there.probe.body = gate::pass;
    SubmittedGroup group =
        there.submitGroup(ExecutionMode.EVENT_LOOP, CompletionCondition.ALL_COMPLETED, 3);
    gate.awaitArrivals(3);
    CompletableFuture<JobGroup> waiting =
        here.awaiter.awaitGroup(group.group().id(), Duration.ofSeconds(30));
    gate.open();
    assertThat(waiting.orTimeout(20, TimeUnit.SECONDS).join().outcome())
        .isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void aJobThatRunsThereIsCancelledHere() {
    Gate gate = new Gate();
    there.probe.body = gate::pass;
    Job job = there.submit(ExecutionMode.EVENT_LOOP);
    gate.awaitArrivals(1);
    assertThat(here.canceller.cancel(job.id()).cancelRequestedAt()).isNotNull();
    assertThat(there.await(job.id()).state()).isEqualTo(JobState.CANCELLED);
  }

  @Test
  void aJobThatWaitsAndIsCancelledThereIsAwaitedHere() {
    Job job = here.submitter.submit(SubmitterLimitTest.scheduled());
    CompletableFuture<Job> waiting = here.awaiter.awaitJob(job.id(), Duration.ofMinutes(10));
    assertThat(there.canceller.cancel(job.id()).state()).isEqualTo(JobState.CANCELLED);
    assertThat(waiting.orTimeout(20, TimeUnit.SECONDS).join().state())
        .isEqualTo(JobState.CANCELLED);
  }

  @Test
  void aNodeWithFreeSlotsTakesWhatWaitsElsewhere() {
    Gate gate = new Gate();
    here.probe.body = gate::pass;
    Job first = here.submit(ExecutionMode.SEQUENTIAL);
    gate.awaitArrivals(1);
    Job second = here.submit(ExecutionMode.SEQUENTIAL); // the only slot here is taken
    assertThat(here.await(second.id()).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(here.read(first.id()).state()).isEqualTo(JobState.RUNNING);
    gate.open();
  }

  @Test
  void aWakeUpReachesANodeThatWouldNotAskForAMinute() {
    String url = PostgresServers.newDatabase();
    try (TestNode asking = node(url, "jobwheel.dispatch.poll-interval=1m");
        TestNode telling = node(url, "jobwheel.dispatch.poll-interval=1m")) {
      Gate gate = new Gate();
      telling.probe.body = gate::pass;
      // after its first claim, a node starts jobs itself instead of waking others
      LaneBacklog backlog = telling.bean(LaneBacklogs.class).of(ExecutionMode.SEQUENTIAL);
      await().atMost(Duration.ofSeconds(10)).until(() -> !backlog.mayHaveJobs());
      telling.submit(ExecutionMode.SEQUENTIAL);
      gate.awaitArrivals(1);
      Job waiting = telling.submit(ExecutionMode.SEQUENTIAL);
      assertThat(asking.await(waiting.id()).state()).isEqualTo(JobState.SUCCEEDED);
      gate.open();
    }
  }

  @Test
  void anOrphanIsReleasedAndRuns() {
    Job orphan = NodeFaultsTest.runningJobOf("probe", 1);
    here.bean(JobSubmissions.class)
        .submit(new Submission(null, List.of(orphan), here.keeper.node().id()))
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
    Job ended = here.await(orphan.id());
    assertThat(ended.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(ended.attempt()).isEqualTo(2);
    assertThat(ended.crashes()).isZero();
  }

  @Test
  void whatIsOldIsPruned() {
    TestClock clock = TestClock.atNow();
    try (TestNode pruning =
        TestNode.start(
            folder,
            clock,
            "jobwheel.store.url=" + PostgresServers.newDatabase(),
            "jobwheel.retention.jobs=7d",
            "jobwheel.retention.every=5m")) {
      Job job = pruning.submit(ExecutionMode.EVENT_LOOP);
      pruning.await(job.id());
      JobRetention retention = pruning.bean(JobRetention.class);
      clock.jump(Duration.ofDays(7).plusSeconds(1));
      assertThat(retention.isPruned(job.id())).as("before the next walk").isFalse();
      clock.advanceUntil(Duration.ofMinutes(1), () -> retention.isPruned(job.id()));
      assertThat(pruning.queries.find(job.id())).isEmpty();
    }
  }

  @Test
  void bothKnowTheBacklogByOneCountAPause() {
    String url = PostgresServers.newDatabase();
    try (TestNode first = node(url, "jobwheel.dispatch.count-every=100ms");
        TestNode second = node(url, "jobwheel.dispatch.count-every=100ms")) {
      Backlog backlog = first.bean(Backlog.class);
      awaitTurn(backlog, 1);
      long from = backlog.read().turn();
      long begin = System.nanoTime();
      awaitTurn(backlog, from + 5);
      assertThat(Duration.ofNanos(System.nanoTime() - begin))
          .as("five counts of two nodes are as far apart as those of one")
          .isGreaterThan(Duration.ofMillis(4 * 100));
      for (TestNode each : List.of(first, second)) {
        MeterRegistry meters = each.bean(MeterRegistry.class);
        await().until(() -> meters.get(BacklogMonitor.NODES).gauge().value() == 2);
      }
    }
  }

  private static void awaitTurn(Backlog backlog, long turn) {
    await().atMost(20, TimeUnit.SECONDS).until(() -> backlog.read().turn() >= turn);
  }
}
