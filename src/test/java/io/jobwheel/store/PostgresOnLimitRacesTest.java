package io.jobwheel.store;

import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobLimit;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.database.postgres.PostgresStores;
import io.jobwheel.store.limit.Limit;
import io.jobwheel.store.limit.LimitSpec;
import io.jobwheel.store.limit.OnLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Three nodes that submit, claim, end and cancel jobs of limits that reject them or cancel the
 * oldest, alone and in groups, at the same time.
 */
@Timeout(120)
class PostgresOnLimitRacesTest {

  private static final int NODES = 3;
  private static final int SUBMISSIONS_OF_A_NODE = 250;
  private static final JobError NO = new JobError("handler-failed", "no");

  private final AtomicInteger submitting = new AtomicInteger(NODES);
  private final Map<UUID, Job> stored = new ConcurrentHashMap<>();
  private final AtomicInteger refused = new AtomicInteger();

  @Test
  void allJobsEndAndTheNewestOfEachKeyIsNotSuperseded() {
    String url = PostgresServers.newDatabase();
    try (TestStore store = PostgresStores.open(url)) {
      define(store, "latest", OnLimit.CANCEL_OLDEST);
      define(store, "strict", OnLimit.REJECT);
      define(store, "wait", OnLimit.BLOCK);
      List<CompletableFuture<Void>> nodes =
          IntStream.range(0, NODES)
              .mapToObj(i ->
                  CompletableFuture.runAsync(
                      () -> runNode(url, new Random(i)), Thread::startVirtualThread))
              .toList();
      CompletableFuture.allOf(nodes.toArray(CompletableFuture[]::new)).join();

      assertThat(refused.get()).isPositive();
      assertThat(store.count("job")).isEqualTo(stored.size());
      assertThat(store.count("job WHERE finished_at IS NULL")).isZero();
      assertThat(store.count("job_group WHERE finished_at IS NULL")).isZero();
      assertThat(store.count("limit_usage WHERE used <> 0 OR held <> 0 OR due_at IS NOT NULL"))
          .isZero();
      assertThat(store.count("job WHERE error_message LIKE '%submitted later%'")).isPositive();
      for (String key : List.of("a", "b")) {
        Job newest =
            stored.values().stream()
                .filter(job -> job.spec().limits().contains(new JobLimit("latest", key, 1)))
                .max((one, two) -> one.id().toString().compareTo(two.id().toString()))
                .orElseThrow();
        assertThat(store.read(newest).state()).isEqualTo(JobState.SUCCEEDED);
      }
    }
  }

  private static void define(TestStore store, String name, OnLimit onLimit) {
    LimitSpec spec = new LimitSpec(null, 2, null, onLimit);
    get(store.limits.change(name, (_, now) -> Limit.first(name, spec, false, null, now)));
  }

  private void runNode(String url, Random random) {
    try (TestStore store = PostgresStores.open(url)) {
      UUID node = Jobs.newId();
      store.lease(node);
      List<CompletableFuture<?>> submissions = new ArrayList<>();
      for (int i = 0; i < SUBMISSIONS_OF_A_NODE; i++) {
        submissions.add(submit(store, node, random));
        if (i % 10 == 0) {
          turn(store, node);
        }
      }
      submissions.forEach(TestStore::get);
      submitting.decrementAndGet();
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(2))
          .until(() -> {
            turn(store, node);
            return submitting.get() == 0 && store.count("job WHERE finished_at IS NULL") == 0;
          });
    }
  }

  private CompletableFuture<?> submit(TestStore store, UUID node, Random random) {
    JobGroup group = random.nextInt(4) == 0 ? Jobs.group(CompletionCondition.ALL_COMPLETED) : null;
    int size = group == null ? 1 : 3;
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Jobs job = random.nextInt(3) == 0 ? Jobs.running().startedAt(Instant.now()) : Jobs.queued();
      jobs.add((group == null ? job : job.in(group)).limits(limits(random)).build());
    }
    return store
        .submissions
        .submit(new Submission(group, jobs, node))
        .thenAccept(result -> {
          if (result.refused()) {
            refused.incrementAndGet();
          }
          result.stored(jobs).forEach(job -> stored.put(job.id(), job));
        });
  }

  private static JobLimit[] limits(Random random) {
    String key = random.nextBoolean() ? "a" : "b";
    JobLimit latest = new JobLimit("latest", key, 1);
    return switch (random.nextInt(5)) {
      case 0 -> new JobLimit[] {new JobLimit("strict", key, 1)};
      case 1 -> new JobLimit[] {latest, new JobLimit("wait", key, 1)};
      default -> new JobLimit[] {latest};
    };
  }

  /** Does what the tasks of a node do once. */
  private static void turn(TestStore store, UUID node) {
    if (store.heldJobs.untilDue().filter(Duration::isZero).isPresent()) {
      CompletableFuture<?> cancelled = store.supersededJobs.cancelDue(Instant.now());
      CompletableFuture<Void> released = store.heldJobs.releaseDue();
      var _ = get(cancelled);
      get(released);
    }
    var _ = store.claim(node, 10, Instant.now());
    List<CompletableFuture<?>> ends = new ArrayList<>();
    for (Job job :
        store.reader.list(
            "SELECT id FROM job WHERE state = 'RUNNING' AND owner = ?",
            select -> select.id(node),
            row -> store.queries.find(row.getObject(1, UUID.class)).orElseThrow())) {
      Outcome outcome =
          job.cancelRequestedAt() == null ? new Outcome.Succeeded("1") : new Outcome.Cancelled(NO);
      ends.add(store.outcomes.record(TestStore.ended(job, node, outcome, Instant.now())));
    }
    ends.forEach(TestStore::get);
  }
}
