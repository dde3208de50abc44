package io.jobwheel.dispatch.limit;

import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.dispatch.backlog.TestNode;
import io.jobwheel.dispatch.request.JobLimitRequest;
import io.jobwheel.dispatch.request.JobRequest;
import io.jobwheel.dispatch.request.SubmissionContext;
import io.jobwheel.execution.Lanes;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.store.PostgresServers;
import io.jobwheel.store.limit.Limit;
import io.jobwheel.store.limit.LimitSpec;
import io.jobwheel.store.limit.Limits;
import io.jobwheel.store.limit.OnLimit;
import io.jobwheel.store.limit.RateSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Limits on whole nodes that share a store. */
@Timeout(90)
class HeldJobsTest {

  private static final int NODES = 3;

  @TempDir Path folder;

  private final List<TestNode> nodes = new ArrayList<>();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();

  @BeforeEach
  void startNodes() {
    String url = "jobwheel.store.url=" + PostgresServers.newDatabase();
    for (int i = 0; i < NODES; i++) {
      nodes.add(TestNode.start(folder, url, "jobwheel.lanes.thread-pool.slots=4"));
    }
  }

  @AfterEach
  void stopNodes() {
    nodes.forEach(TestNode::close);
  }

  private void define(@Nullable Integer total, @Nullable RateSpec rate) {
    LimitSpec spec = new LimitSpec(total, null, rate, OnLimit.BLOCK);
    var _ =
        get(
            nodes
                .getFirst()
                .bean(Limits.class)
                .change(
                    "partner",
                    (current, now) ->
                        current == null
                            ? Limit.first("partner", spec, false, null, now)
                            : current.changed(spec, false, null, now)));
  }

  private Job submit(TestNode node) {
    JobRequest request =
        new JobRequest(
            "probe",
            ExecutionMode.THREAD_POOL.wireName(),
            "{}",
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            List.of(new JobLimitRequest("partner", null, null)));
    return node.submitter.submit(request, SubmissionContext.NONE).job();
  }

  private void awaitEnd(List<UUID> jobs) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> jobs.stream().allMatch(id -> stateOf(id) == JobState.SUCCEEDED));
  }

  private JobState stateOf(UUID id) {
    return nodes.getFirst().queries.findBrief(id).orElseThrow().state();
  }

  @Test
  void atMostTheTotalRunsOnAllNodesTogether() {
    define(2, null);
    CyclicBarrier two = new CyclicBarrier(2); // and not fewer: each waits for another one
    nodes.forEach(node ->
        node.probe.body =
            _ -> {
              most.accumulateAndGet(running.incrementAndGet(), Math::max);
              two.await(30, TimeUnit.SECONDS);
              running.decrementAndGet();
              return null;
            });
    List<UUID> jobs =
        IntStream.range(0, 60).mapToObj(i -> submit(nodes.get(i % NODES)).id()).toList();
    awaitEnd(jobs);
    assertThat(most).hasValue(2);
  }

  @Test
  void aHeldJobTakesNoSlot() throws Exception {
    define(1, null);
    TestNode node = nodes.getFirst();
    CountDownLatch end = new CountDownLatch(1);
    node.probe.body =
        _ -> {
          end.await();
          return null;
        };
    Job first = submit(node);
    // on the fast path, or by a claim that has the slots just then
    await().atMost(Duration.ofSeconds(10)).until(() -> stateOf(first.id()) == JobState.RUNNING);
    Job second = submit(node);
    assertThat(second.state()).isEqualTo(JobState.BLOCKED);
    assertThat(second.startedAt()).isNull();
    assertThat(second).isEqualTo(node.queries.find(second.id()).orElseThrow());
    // a claim that is under way has the others
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> node.bean(Lanes.class).of(ExecutionMode.THREAD_POOL).free() == 3);
    end.countDown();
    awaitEnd(List.of(first.id(), second.id()));
  }

  @Test
  void aRateIsThatOfAllNodesTogether() {
    define(null, new RateSpec(40, Duration.ofSeconds(1), 4));
    List<UUID> jobs =
        IntStream.range(0, 44).mapToObj(i -> submit(nodes.get(i % NODES)).id()).toList();
    awaitEnd(jobs);
    List<Job> ended =
        jobs.stream().map(id -> nodes.getFirst().queries.find(id).orElseThrow()).toList();
    Duration took =
        Duration.between(
            ended.stream()
                .map(Job::startedAt)
                .min(java.util.Comparator.naturalOrder())
                .orElseThrow(),
            ended.stream()
                .map(Job::finishedAt)
                .max(java.util.Comparator.naturalOrder())
                .orElseThrow());
    // four at once, and then one each 25 ms
    assertThat(took).isGreaterThanOrEqualTo(Duration.ofMillis(40 * 25 - 30));
  }

  @Test
  void aLimitThatIsRaisedIsInEffectAtOnce() {
    define(0, null);
    List<UUID> jobs =
        IntStream.range(0, 6).mapToObj(i -> submit(nodes.get(i % NODES)).id()).toList();
    assertThat(jobs).allMatch(id -> stateOf(id) == JobState.BLOCKED);
    define(3, null);
    awaitEnd(jobs);
  }
}
