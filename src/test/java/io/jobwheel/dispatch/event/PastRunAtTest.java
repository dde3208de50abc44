package io.jobwheel.dispatch.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.dispatch.Gate;
import io.jobwheel.dispatch.JobRequests;
import io.jobwheel.dispatch.backlog.TestNode;
import io.jobwheel.dispatch.request.JobRequest;
import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.store.Backlog;
import io.jobwheel.store.JobSubmissions;
import io.jobwheel.store.PostgresServers;
import io.jobwheel.store.Submission;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs whose {@code runAt} is in the past are due when they are accepted. */
@Timeout(60)
class PastRunAtTest {

  private static final Instant EPOCH = Instant.EPOCH;
  // exceeds the range of nanoseconds in a long
  private static final Instant LONG_AGO = Instant.parse("0000-01-01T00:00:00Z");
  private static final Duration MUCH = Duration.ofMinutes(10);

  @TempDir Path folder;

  private final ConcurrentLinkedQueue<UUID> order = new ConcurrentLinkedQueue<>();

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aTimeThatHasPassedIsThatOfTheAcceptance(boolean shared) {
    String url =
        shared ? PostgresServers.newDatabase() : "jdbc:sqlite:" + folder.resolve("jobwheel.db");
    try (TestNode node =
        TestNode.start(folder, "jobwheel.store.url=" + url, "jobwheel.lanes.thread-pool.slots=1")) {
      Gate gate = new Gate();
      node.probe.body = gate::pass;
      List<Job> jobs = new ArrayList<>(List.of(submit(node, LONG_AGO))); // takes the slot at once
      gate.awaitArrivals(1);
      node.probe.body = context -> order.add(context.jobId());
      jobs.add(submit(node, null));
      jobs.add(submit(node, EPOCH));
      jobs.add(submit(node, null));
      jobs.add(submit(node, LONG_AGO));
      jobs.addAll(
          node.submitter
              .submit(
                  JobRequests.group(
                      ExecutionMode.THREAD_POOL,
                      CompletionCondition.ALL_COMPLETED,
                      List.of(probe(null), probe(LONG_AGO), probe(EPOCH))))
              .jobs());
      assertThat(node.bean(Backlog.class).count().oldestQueued())
          .hasEntrySatisfying(
              ExecutionMode.THREAD_POOL, oldest -> assertThat(oldest).isLessThan(MUCH));
      gate.open();

      for (Job job : jobs) {
        Job ended = node.await(job.id());
        assertThat(ended.state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(ended.attempt()).isOne();
        assertThat(ended.runAt()).isEqualTo(ended.createdAt());
      }
      assertThat(order).containsExactlyElementsOf(jobs.stream().skip(1).map(Job::id).toList());
      assertThat(node.bean(MeterRegistry.class).get(JobMetrics.WAIT).timers())
          .allSatisfy(timer -> assertThat(seconds(timer)).isLessThan(MUCH.toSeconds()))
          .anySatisfy(timer -> assertThat(timer.count()).isEqualTo(jobs.size()));
    }
  }

  @Test
  void aJobThatAnEarlierVersionKeptWithATimeLongAgoRunsOnce() {
    try (TestNode node = TestNode.start(folder)) {
      Job kept =
          Jobs.queued()
              .type("probe")
              .createdAt(InstantSource.system().instant())
              .runAt(LONG_AGO)
              .build();
      node.bean(JobSubmissions.class)
          .submit(new Submission(null, List.of(kept), node.keeper.node().id()))
          .orTimeout(10, TimeUnit.SECONDS)
          .join();
      assertThat(node.await(kept.id()).attempt()).isOne();
      assertThat(node.bean(MeterRegistry.class).get(JobMetrics.WAIT).timers())
          .allSatisfy(timer -> assertThat(seconds(timer)).isLessThan(MUCH.toSeconds()))
          .anySatisfy(timer -> assertThat(timer.count()).isOne());
    }
  }

  private static double seconds(Timer timer) {
    return timer.totalTime(TimeUnit.SECONDS);
  }

  private static Job submit(TestNode node, @Nullable Instant runAt) {
    return node.submitter.submit(probe(runAt));
  }

  private static JobRequest probe(@Nullable Instant runAt) {
    return JobRequests.of("probe").mode(ExecutionMode.THREAD_POOL).runAt(runAt).build();
  }
}
