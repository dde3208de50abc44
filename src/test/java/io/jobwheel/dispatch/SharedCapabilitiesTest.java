package io.jobwheel.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.dispatch.backlog.TestNode;
import io.jobwheel.dispatch.node.DispatchHealth;
import io.jobwheel.execution.Lane;
import io.jobwheel.execution.Lanes;
import io.jobwheel.handler.JobContext;
import io.jobwheel.handler.JobHandler;
import io.jobwheel.handler.JobType;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.store.PostgresServers;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/** Two nodes on PostgreSQL, of which only one has the type "letter". */
@Timeout(90)
class SharedCapabilitiesTest {

  private static final ExecutionMode MODE = ExecutionMode.EVENT_LOOP;

  @TempDir Path folder;

  private final Gate gate = new Gate();
  private String[] properties;
  private TestNode here;
  private TestNode there;

  /** Waits at the gate. */
  private final class LetterHandler implements JobHandler<LetterHandler.Letter, Object> {

    record Letter() {}

    @Override
    public JobType<Letter> type() {
      return JobType.ioBound("letter", "Waits.", Letter.class);
    }

    @Override
    public Object run(Letter letter, JobContext context) {
      return gate.pass(context);
    }
  }

  @BeforeEach
  void startBoth() {
    properties =
        new String[] {
          "jobwheel.store.url=" + PostgresServers.newDatabase(),
          "jobwheel.dispatch.count-every=200ms",
          "jobwheel.dispatch.drain-budget=30s"
        };
    here = TestNode.start(folder, properties);
    there = startWithLetters();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> reasonHere(Jobs.queued().type("unknown").build()) == WaitReason.NO_NODE);
  }

  private TestNode startWithLetters() {
    return TestNode.start(folder, new LetterHandler(), properties);
  }

  @AfterEach
  void stopBoth() {
    gate.open();
    there.close();
    here.close();
  }

  private Job submitLetter(Instant runAt) {
    return there.submitter.submit(JobRequests.of("letter").mode(MODE).runAt(runAt).build());
  }

  private Job queuedLetter() {
    Lane lane = there.bean(Lanes.class).of(MODE);
    lane.pause(Instant.EPOCH);
    return submitLetter(Instant.EPOCH);
  }

  private @Nullable WaitReason reasonHere(Job job) {
    return here.bean(WaitReasons.class).of(job);
  }

  private double withoutNode(TestNode node) {
    return node.bean(MeterRegistry.class)
        .get("jobwheel.jobs.without.node")
        .tag("mode", MODE.wireName())
        .gauge()
        .value();
  }

  private void awaitReason(Job job, @Nullable WaitReason reason) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(reasonHere(here.read(job.id()))).isEqualTo(reason));
  }

  private void awaitCount(double jobs) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(withoutNode(here)).isEqualTo(jobs));
  }

  /** As after a loss of power: the lease ends, and no shutdown withdraws anything. */
  private void loseThere() {
    there.keeper.stop();
  }

  @Test
  void aJobWhoseOnlyNodeIsLostSaysSoUntilAnotherNodeHasItsType() {
    Job queued = queuedLetter();
    Job scheduled = submitLetter(Instant.parse("2999-01-01T00:00:00Z"));
    Job other = here.submit(MODE);
    awaitCount(0);
    assertThat(reasonHere(queued)).as("its lane is paused, but its node has it").isNull();

    loseThere();
    awaitReason(queued, WaitReason.NO_NODE);
    awaitReason(scheduled, WaitReason.NO_NODE);
    awaitCount(1);
    assertThat(here.await(other.id()).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(reasonHere(here.read(other.id()))).isNull();
    Health health = here.bean(DispatchHealth.class).health();
    assertThat(health.getStatus()).isEqualTo(Status.UP);
    assertThat(health.getDetails())
        .containsEntry("jobsWithoutNode", 1L)
        .containsEntry("typesWithoutNode", List.of("letter"));

    gate.open();
    try (TestNode again = startWithLetters()) {
      assertThat(again.await(queued.id()).state()).isEqualTo(JobState.SUCCEEDED);
      awaitReason(scheduled, null);
      awaitCount(0);
      assertThat(here.bean(DispatchHealth.class).health().getDetails())
          .doesNotContainKey("jobsWithoutNode");
    }
  }

  @Test
  void aNodeThatDrainsStartsNoMoreJobs() {
    Job running = submitLetter(Instant.EPOCH);
    gate.awaitArrivals(1);
    Job queued = queuedLetter();
    CompletableFuture<Void> shutdown = CompletableFuture.runAsync(there::close);
    awaitReason(queued, WaitReason.NO_NODE);
    awaitCount(1);
    assertThat(here.read(running.id()).state()).as("it may end").isEqualTo(JobState.RUNNING);
    assertThat(reasonHere(here.read(running.id()))).isNull();
    gate.open();
    shutdown.orTimeout(30, TimeUnit.SECONDS).join();
    assertThat(here.read(running.id()).state()).isEqualTo(JobState.SUCCEEDED);
  }
}
