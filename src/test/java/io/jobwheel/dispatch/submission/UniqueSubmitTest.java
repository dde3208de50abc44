package io.jobwheel.dispatch.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jobwheel.dispatch.JobRequests;
import io.jobwheel.dispatch.backlog.LaneBacklog;
import io.jobwheel.dispatch.backlog.LaneBacklogs;
import io.jobwheel.dispatch.backlog.TestNode;
import io.jobwheel.dispatch.request.BatchItem;
import io.jobwheel.dispatch.request.BatchRequest;
import io.jobwheel.dispatch.request.JobRequest;
import io.jobwheel.dispatch.request.SubmissionContext;
import io.jobwheel.dispatch.request.SubmittedJob;
import io.jobwheel.dispatch.request.Submitter;
import io.jobwheel.dispatch.request.UniqueConflictException;
import io.jobwheel.dispatch.request.UniqueRequest;
import io.jobwheel.dispatch.request.UniqueRequest.UntilRequest;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.store.Duplicate.DuplicateOutcome;
import io.jobwheel.store.PostgresServers;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Unique jobs, on three nodes that share a database. */
@Timeout(60)
class UniqueSubmitTest {

  private static final Instant FAR = Instant.parse("2999-01-01T00:00:00Z");

  @TempDir private static Path folder;
  private static String url = "";
  private static List<TestNode> nodes = List.of();

  private final String key = UUID.randomUUID().toString();

  @BeforeAll
  static void startNodes() {
    url = PostgresServers.newDatabase();
    nodes = List.of(start(), start(), start());
  }

  private static TestNode start() {
    return TestNode.start(folder, "jobwheel.store.url=" + url);
  }

  @AfterAll
  static void stopNodes() {
    nodes.forEach(TestNode::close);
  }

  private static JobRequest unique(
      JobRequest job, String key, @Nullable String until, @Nullable String onConflict) {
    return new JobRequest(
        job.type(),
        job.mode(),
        job.payload(),
        job.priority(),
        job.runAt(),
        job.maxAttempts(),
        job.backoff(),
        job.timeout(),
        job.webhook(),
        new UniqueRequest(key, until == null ? null : new UntilRequest(until, null), onConflict),
        null,
        null,
        null);
  }

  private JobRequest later(@Nullable String onConflict) {
    return unique(
        JobRequests.of("probe").mode(ExecutionMode.SEQUENTIAL).runAt(FAR).build(),
        key,
        null,
        onConflict);
  }

  private static double duplicates(DuplicateOutcome decision) {
    return nodes.stream()
        .flatMap(node ->
            node
                .bean(MeterRegistry.class)
                .find("jobwheel.jobs.duplicates")
                .tag("outcome", decision.name().toLowerCase(Locale.ROOT))
                .counters()
                .stream())
        .mapToDouble(Counter::count)
        .sum();
  }

  private static void awaitFreeSlots(ExecutionMode mode) {
    for (TestNode node : nodes) {
      LaneBacklog backlog = node.bean(LaneBacklogs.class).of(mode);
      Awaitility.await().until(() -> backlog.lane().free() == backlog.lane().slots());
    }
  }

  @Test
  void of64RequestsAtThreeNodesOneCreatesAJobAndTheOthersNameIt() throws Exception {
    double before = duplicates(DuplicateOutcome.RETURNED);
    JobRequest request = unique(TestNode.probe(ExecutionMode.THREAD_POOL, 0), key, null, null);
    // a running holder has the key until its end
    CountDownLatch end = new CountDownLatch(1);
    for (TestNode node : nodes) {
      node.probe.body =
          _ -> {
            end.await();
            return null;
          };
    }
    List<Future<SubmittedJob>> answers = new ArrayList<>();
    try (ExecutorService clients = Executors.newFixedThreadPool(64)) {
      for (int i = 0; i < 64; i++) {
        TestNode node = nodes.get(i % 3);
        Callable<SubmittedJob> submit =
            () -> node.submitter.submit(request, SubmissionContext.NONE);
        answers.add(clients.submit(submit));
      }
    }
    List<SubmittedJob> jobs = new ArrayList<>();
    for (Future<SubmittedJob> answer : answers) {
      jobs.add(answer.get());
    }
    UUID id = jobs.getFirst().job().id();
    assertThat(jobs).allMatch(submitted -> submitted.job().id().equals(id));
    assertThat(jobs).filteredOn(submitted -> submitted.duplicate() == null).hasSize(1);
    assertThat(duplicates(DuplicateOutcome.RETURNED) - before).isEqualTo(63);
    end.countDown();
    assertThat(nodes.getFirst().await(id).state()).isEqualTo(JobState.SUCCEEDED);
    awaitFreeSlots(ExecutionMode.THREAD_POOL);
  }

  @Test
  void aDuplicateTakesNoPlaceInTheBacklogs() {
    TestNode node = nodes.getFirst();
    Submitter submitter = new Submitter("shop-" + key, 10L);
    LaneBacklog backlog = node.bean(LaneBacklogs.class).of(ExecutionMode.SEQUENTIAL);
    SubmissionContext context = SubmissionContext.of(submitter);
    Job holder = node.submitter.submit(later(null), context).job();
    long waiting = backlog.waiting();
    OptionalLong room = node.submitter.roomFor(submitter);
    for (String onConflict : List.of("RETURN", "REPLACE", "REJECT")) {
      try {
        SubmittedJob duplicate = node.submitter.submit(later(onConflict), context);
        assertThat(duplicate.job().id()).isEqualTo(holder.id());
      } catch (UniqueConflictException e) {
        assertThat(onConflict).isEqualTo("REJECT");
      }
      node.submitter.submit(
          new BatchRequest(
              List.of(
                  BatchItem.of(later(onConflict)),
                  BatchItem.of(TestNode.probe(ExecutionMode.THREAD_POOL, 0))),
              true),
          context);
    }
    assertThat(backlog.waiting()).isEqualTo(waiting);
    awaitFreeSlots(ExecutionMode.THREAD_POOL);
    // the other jobs of the batches may have waited
    Awaitility.await()
        .untilAsserted(() -> assertThat(node.submitter.roomFor(submitter)).isEqualTo(room));
  }

  @Test
  void aConflictNamesTheHolderOnAnotherNode() {
    Job holder = nodes.get(1).submitter.submit(later("REJECT"));
    double before = duplicates(DuplicateOutcome.REJECTED);
    assertThatExceptionOfType(UniqueConflictException.class)
        .isThrownBy(() -> nodes.get(2).submitter.submit(later("REJECT")))
        .withMessageContaining(holder.id().toString())
        .returns(holder.id(), UniqueConflictException::holder);
    assertThat(duplicates(DuplicateOutcome.REJECTED) - before).isEqualTo(1);
  }

  @Test
  void aReplacementAtAnotherNodeStartsTheJob() {
    Job holder = nodes.get(1).submitter.submit(later(null));
    JobRequest now = unique(TestNode.probe(ExecutionMode.SEQUENTIAL, 5), key, null, "REPLACE");
    SubmittedJob replaced = nodes.get(2).submitter.submit(now, SubmissionContext.NONE);
    assertThat(replaced.duplicate()).isEqualTo(DuplicateOutcome.REPLACED);
    Job ended = nodes.getFirst().await(holder.id());
    assertThat(ended.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(ended.priority()).isEqualTo(5);
  }

  @Test
  void nodesThatSubmitAndRunTheSameKeysNeverHaveTwoJobsOfOne() throws Exception {
    List<String> keys = List.of(key + "a", key + "b", key + "c");
    List<Future<SubmittedJob>> answers = new ArrayList<>();
    try (ExecutorService clients = Executors.newFixedThreadPool(12)) {
      for (int client = 0; client < 12; client++) {
        Random random = new Random(client);
        TestNode node = nodes.get(client % 3);
        for (int i = 0; i < 40; i++) {
          JobRequest request =
              unique(
                  TestNode.probe(ExecutionMode.THREAD_POOL, 0),
                  keys.get(random.nextInt(3)),
                  null,
                  random.nextBoolean() ? "RETURN" : "REPLACE");
          Callable<SubmittedJob> submit =
              () -> node.submitter.submit(request, SubmissionContext.NONE);
          answers.add(clients.submit(submit));
        }
      }
      while (answers.stream().anyMatch(answer -> !answer.isDone())) {
        assertThat(
                PostgresServers.query(
                    url,
                    "SELECT split_part(uniqueness, ' ', 4) FROM jobwheel.job"
                        + " WHERE finished_at IS NULL AND uniqueness LIKE '%"
                        + key
                        + "%' GROUP BY 1 HAVING count(*) > 1"))
            .isEmpty();
      }
    }
    for (Future<SubmittedJob> answer : answers) {
      UUID id = answer.get().job().id();
      assertThat(nodes.getFirst().await(id).state()).isEqualTo(JobState.SUCCEEDED);
    }
    assertThat(answers.stream().map(Future::resultNow).filter(each -> each.duplicate() == null))
        .hasSizeGreaterThan(3);
  }
}
