package io.jobwheel.store;

import static io.jobwheel.store.commit.TestStore.get;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.job.FailureReason;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobLimit;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.database.postgres.PostgresStores;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Three nodes with two writers each that submit, claim, end, retry and cancel jobs with limits at
 * the same time. A trigger counts at each commit how many jobs have permits.
 */
@Timeout(120)
class PostgresPermitRacesTest {

  private static final int NODES = 3;
  private static final int JOBS_OF_A_NODE = 200;
  private static final JobError NO = new JobError("handler-failed", "no");

  private static final Map<String, Integer> PERMITS =
      Map.of("wide", 4, "narrow/a", 2, "narrow/b", 2, "narrow/c", 2);

  @Test
  void noLimitIsOversteppedAndNoJobIsForgotten() throws Exception {
    String url = PostgresServers.newDatabase();
    try (TestStore first = PostgresStores.open(url);
        Connection observer = DriverManager.getConnection(url + "&currentSchema=jobwheel");
        Statement statement = observer.createStatement()) {
      var _ = statement.executeUpdate(PermitAudit.sql(PERMITS));
      TestLimits.define(first, "wide", 4, null);
      TestLimits.define(first, "narrow", null, 2);
      AtomicInteger left = new AtomicInteger(NODES * JOBS_OF_A_NODE);
      List<CompletableFuture<Void>> nodes =
          IntStream.range(0, NODES)
              .mapToObj(i ->
                  CompletableFuture.runAsync(
                      () -> runNode(url, new Random(i), left), Thread::startVirtualThread))
              .toList();
      CompletableFuture.allOf(nodes.toArray(CompletableFuture[]::new)).join();

      assertThat(left).hasValue(0);
      assertThat(texts(statement, PermitAudit.OVERSTEPS)).isEmpty();
      assertThat(texts(statement, "SELECT id || ' ' || used FROM limit_usage WHERE used <> 0"))
          .isEmpty();
      assertThat(first.count("job WHERE finished_at IS NULL")).isZero();
      // which ones depends on how the nodes meet
      assertThat(texts(statement, PermitAudit.FULL)).isNotEmpty();
    }
  }

  private static void runNode(String url, Random random, AtomicInteger left) {
    try (TestStore store = PostgresStores.open(url)) {
      UUID node = Jobs.newId();
      store.lease(node);
      List<CompletableFuture<SubmissionResult>> submissions = new ArrayList<>();
      for (int i = 0; i < JOBS_OF_A_NODE; i++) {
        Job job = job(random);
        submissions.add(store.submissions.submit(new Submission(null, List.of(job), node)));
        if (i % 20 == 0) {
          turn(store, node, random, left);
          get(store.cancels.cancel(job.id(), Instant.now()))
              .filter(cancelled -> cancelled.decision() == JobCancellations.Decision.CANCELLED)
              .ifPresent(_ -> left.decrementAndGet());
        }
      }
      submissions.forEach(TestStore::get);
      await()
          .atMost(Duration.ofSeconds(100))
          .pollInterval(Duration.ofMillis(2))
          .until(() -> {
            turn(store, node, random, left);
            return left.get() == 0;
          });
    }
  }

  private static Job job(Random random) {
    String key = List.of("a", "b", "c").get(random.nextInt(3));
    JobLimit narrow = new JobLimit("narrow", key, 1);
    JobLimit wide = new JobLimit("wide", null, 1);
    Jobs job = random.nextInt(4) == 0 ? Jobs.running().startedAt(Instant.now()) : Jobs.queued();
    if (random.nextBoolean()) {
      job.fairness("tenant " + random.nextInt(3), 1 + random.nextInt(3));
    }
    return switch (random.nextInt(4)) {
      case 0 -> job.limits(narrow).build();
      case 1 -> job.limits(wide).build();
      case 2 -> job.limits(narrow, wide).build();
      default -> job.limits(wide, narrow).build();
    };
  }

  /** Claims, and ends what was claimed and what runs from the start. */
  private static void turn(TestStore store, UUID node, Random random, AtomicInteger left) {
    get(store.claims.promoteDue(Instant.now()));
    store
        .heldJobs
        .untilDue()
        .filter(Duration::isZero)
        .ifPresent(_ -> get(store.heldJobs.releaseDue()));
    var _ = store.claim(node, 10, Instant.now());
    List<CompletableFuture<?>> ends = new ArrayList<>();
    for (Job job :
        store.reader.list(
            "SELECT id FROM job WHERE state = 'RUNNING' AND owner = ?",
            select -> select.id(node),
            row -> store.queries.find(row.getObject(1, UUID.class)).orElseThrow())) {
      Outcome outcome =
          switch (random.nextInt(5)) {
            case 0 -> new Outcome.Retried(NO, Instant.now(), FailureReason.FAILURE);
            case 1 -> new Outcome.Released();
            case 2 -> new Outcome.Failed(NO);
            default -> new Outcome.Succeeded(null);
          };
      ends.add(
          store
              .outcomes
              .record(TestStore.ended(job, node, outcome, Instant.now()))
              .thenAccept(recorded -> {
                assertThat(recorded.accepted()).isTrue();
                if (requireNonNull(recorded.state()).isFinal()) {
                  left.decrementAndGet();
                }
              }));
    }
    ends.forEach(TestStore::get);
  }

  private static List<String> texts(Statement statement, String sql) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }
}
