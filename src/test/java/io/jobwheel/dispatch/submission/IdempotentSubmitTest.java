package io.jobwheel.dispatch.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jobwheel.dispatch.JobRequests;
import io.jobwheel.dispatch.backlog.LaneBacklog;
import io.jobwheel.dispatch.backlog.LaneBacklogs;
import io.jobwheel.dispatch.backlog.TestNode;
import io.jobwheel.dispatch.request.IdempotencyKeyInUseException;
import io.jobwheel.dispatch.request.IdempotencyKeyReusedException;
import io.jobwheel.dispatch.request.JobRequest;
import io.jobwheel.dispatch.request.NotAdmittedException;
import io.jobwheel.dispatch.request.SubmissionContext;
import io.jobwheel.dispatch.request.SubmittedGroup;
import io.jobwheel.dispatch.request.SubmittedJob;
import io.jobwheel.dispatch.request.Submitter;
import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.JobState;
import io.jobwheel.store.ForeignLock;
import io.jobwheel.store.PostgresServers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests with idempotency keys, on three nodes that share a database. */
@Timeout(60)
class IdempotentSubmitTest {

  private static final Instant FAR = Instant.parse("2999-01-01T00:00:00Z");

  @TempDir private static Path folder;
  private static String url = "";
  private static List<TestNode> nodes = List.of();

  private final String key = UUID.randomUUID().toString();

  @BeforeAll
  static void startNodes() {
    url = PostgresServers.newDatabase();
    nodes =
        List.of(
            start("jobwheel.dispatch.write-timeout=500ms", "jobwheel.dispatch.max-backlog=5"),
            start(),
            start());
  }

  private static TestNode start(String... properties) {
    List<String> all = new ArrayList<>(List.of("jobwheel.store.url=" + url));
    all.addAll(List.of(properties));
    return TestNode.start(folder, all.toArray(String[]::new));
  }

  @AfterAll
  static void stopNodes() {
    nodes.forEach(TestNode::close);
  }

  private SubmissionContext context(String submitter) {
    return new SubmissionContext(new Submitter(submitter, null), null, key);
  }

  private static JobRequest later(int priority) {
    return JobRequests.of("probe")
        .mode(ExecutionMode.SEQUENTIAL)
        .priority(priority)
        .runAt(FAR)
        .build();
  }

  @Test
  void fiftyConcurrentRequestsAtThreeNodesCreateOneJob() throws Exception {
    List<Future<SubmittedJob>> answers = new ArrayList<>();
    try (ExecutorService clients = Executors.newFixedThreadPool(50)) {
      for (int i = 0; i < 50; i++) {
        TestNode node = nodes.get(i % 3);
        Callable<SubmittedJob> request =
            () ->
                node.submitter.submit(
                    TestNode.probe(ExecutionMode.THREAD_POOL, 0), context("shop"));
        answers.add(clients.submit(request));
      }
    }
    List<SubmittedJob> jobs = new ArrayList<>();
    for (Future<SubmittedJob> answer : answers) {
      jobs.add(answer.get());
    }
    assertThat(jobs)
        .extracting(submitted -> submitted.job().id())
        .containsOnly(jobs.getFirst().job().id());
    assertThat(jobs).filteredOn(submitted -> !submitted.replayed()).hasSize(1);
    assertThat(nodes.getFirst().await(jobs.getFirst().job().id()).state())
        .isEqualTo(JobState.SUCCEEDED);
    // the slots of those that were not stored are free again
    for (TestNode node : nodes) {
      LaneBacklog backlog = node.bean(LaneBacklogs.class).of(ExecutionMode.THREAD_POOL);
      Awaitility.await().until(() -> backlog.lane().free() == backlog.lane().slots());
    }
  }

  @Test
  void aRepeatedRequestFindsItsJobAtAnotherNodeAsItIsNow() {
    SubmittedJob first = nodes.get(1).submitter.submit(later(0), context("shop"));
    var _ = nodes.get(2).canceller.cancel(first.job().id());
    SubmittedJob again = nodes.get(2).submitter.submit(later(0), context("shop"));
    assertThat(first.replayed()).isFalse();
    assertThat(again.replayed()).isTrue();
    assertThat(again.job().id()).isEqualTo(first.job().id());
    assertThat(again.job().state()).isEqualTo(JobState.CANCELLED);
  }

  @Test
  void otherContentWithTheSameKeyIsRefused() {
    UUID first = nodes.get(1).submitter.submit(later(0), context("shop")).job().id();
    assertThatExceptionOfType(IdempotencyKeyReusedException.class)
        .isThrownBy(() -> nodes.get(2).submitter.submit(later(1), context("shop")))
        .withMessageContaining(first.toString());
  }

  @Test
  void theSameKeyOfTwoSubmittersOrKindsOfRequestIsTwoKeys() {
    TestNode node = nodes.get(1);
    JobRequest request = later(0);
    List<UUID> ids = new ArrayList<>();
    ids.add(node.submitter.submit(request, context("shop")).job().id());
    ids.add(node.submitter.submit(request, context("other")).job().id());
    ids.add(node.submitter.submit(request, new SubmissionContext(null, null, key)).job().id());
    ids.add(
        node.submitter
            .submit(
                JobRequests.group(
                    ExecutionMode.SEQUENTIAL, CompletionCondition.ALL_COMPLETED, List.of(request)),
                context("shop"))
            .group()
            .id());
    assertThat(ids).doesNotHaveDuplicates();
  }

  @Test
  void aRepeatedGroupFindsItsGroupAndJobs() {
    List<JobRequest> requests = List.of(later(0), later(1), later(2));
    SubmittedGroup first =
        nodes
            .get(1)
            .submitter
            .submit(
                JobRequests.group(
                    ExecutionMode.SEQUENTIAL, CompletionCondition.ALL_COMPLETED, requests),
                context("shop"));
    SubmittedGroup again =
        nodes
            .get(2)
            .submitter
            .submit(
                JobRequests.group(
                    ExecutionMode.SEQUENTIAL, CompletionCondition.ALL_COMPLETED, requests),
                context("shop"));
    assertThat(again.replayed()).isTrue();
    assertThat(again.group().id()).isEqualTo(first.group().id());
    assertThat(again.jobs())
        .extracting(job -> job.id())
        .containsExactlyElementsOf(first.jobs().stream().map(job -> job.id()).toList());
    assertThatExceptionOfType(IdempotencyKeyReusedException.class)
        .isThrownBy(() ->
            nodes
                .get(2)
                .submitter
                .submit(
                    JobRequests.group(
                        ExecutionMode.SEQUENTIAL, CompletionCondition.FIRST_COMPLETED, requests),
                    context("shop")));
  }

  @Test
  void aFullBacklogRefusesNewRequestsAndNotRepeatedOnes() {
    TestNode small = nodes.getFirst();
    LaneBacklog backlog = small.bean(LaneBacklogs.class).of(ExecutionMode.SEQUENTIAL);
    UUID first = nodes.get(1).submitter.submit(later(0), context("shop")).job().id();
    while (backlog.admit(1, 5)) {
      // fills it up
    }
    SubmittedJob again = small.submitter.submit(later(0), context("shop"));
    assertThat(again.replayed()).isTrue();
    assertThat(again.job().id()).isEqualTo(first);
    assertThatExceptionOfType(NotAdmittedException.class)
        .isThrownBy(() -> small.submitter.submit(later(0), context("other")));
    // the refused key is still free
    assertThat(nodes.get(1).submitter.submit(later(0), context("other")).replayed()).isFalse();
  }

  @Test
  void aRequestWhoseKeyIsHeldForTooLongIsInUseAndStoresNothing() {
    SubmittedJob first = nodes.get(1).submitter.submit(later(0), context("shop"));
    try (ForeignLock _ =
        ForeignLock.take(
            url,
            "UPDATE jobwheel.idempotency_key SET used_at = used_at WHERE resource = '%s'"
                .formatted(first.job().id()))) {
      assertThatExceptionOfType(IdempotencyKeyInUseException.class)
          .isThrownBy(() -> nodes.getFirst().submitter.submit(later(0), context("shop")));
    }
    assertThat(nodes.getFirst().submitter.submit(later(0), context("shop")).job().id())
        .isEqualTo(first.job().id());
  }

  @Test
  void theSlotOfARequestThatStoresNothingServesTheJobThatWaitsForIt() throws Exception {
    String own = PostgresServers.newDatabase();
    JobRequest request = TestNode.probe(ExecutionMode.SEQUENTIAL, 0);
    try (TestNode node =
            TestNode.start(
                folder,
                "jobwheel.store.url=" + own,
                "jobwheel.dispatch.poll-interval=1m",
                "jobwheel.dispatch.write-timeout=3s");
        ExecutorService client = Executors.newSingleThreadExecutor()) {
      var _ = node.submitter.submit(later(0), context("shop"));
      LaneBacklog backlog = node.bean(LaneBacklogs.class).of(ExecutionMode.SEQUENTIAL);
      Awaitility.await().until(() -> !backlog.mayHaveJobs());
      UUID waiting;
      try (ForeignLock _ =
          ForeignLock.take(own, "UPDATE jobwheel.idempotency_key SET used_at = used_at")) {
        Future<SubmittedJob> keyed =
            client.submit(() -> node.submitter.submit(request, context("shop")));
        Awaitility.await().until(() -> backlog.lane().free() == 0);
        waiting = node.submitter.submit(request).id();
        assertThatExceptionOfType(ExecutionException.class)
            .isThrownBy(keyed::get)
            .withCauseInstanceOf(IdempotencyKeyInUseException.class);
      }
      assertThat(node.await(waiting).state()).isEqualTo(JobState.SUCCEEDED);
    }
  }
}
