package io.jobwheel.store;

import static io.jobwheel.job.Jobs.NOW;
import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.jobwheel.job.FailureReason;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobLimit;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.job.Uniqueness;
import io.jobwheel.job.Uniqueness.OnConflict;
import io.jobwheel.job.Uniqueness.Until;
import io.jobwheel.store.JobRedrives.RedriveChanges;
import io.jobwheel.store.commit.BulkOperations;
import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.database.postgres.PostgresStores;
import io.jobwheel.store.operation.OperationAction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Nodes that charge the same fairness keys at once do not deadlock, whatever else they write. */
@Timeout(120)
class PostgresFairLocksTest {

  private static final JobError NO = new JobError("handler-failed", "no");
  private static final int KEYS = 6;
  private static final int PRIORITIES = 3;
  private static final List<UUID> UNIQUE =
      IntStream.range(0, 3).mapToObj(i -> new UUID(7, i)).toList();

  // before the timeout of locks, which ends the longer waits of a slow machine, too
  private static final String LOOK_FOR_DEADLOCKS =
      """
      DO $$ BEGIN
        EXECUTE format('ALTER DATABASE %I SET deadlock_timeout = ''50ms''', current_database());
      END $$
      """;

  /** One client of a node. */
  private static final class Client {

    private final TestStore store;
    private final UUID node;
    private final Random random;
    private final boolean bulk;

    Client(TestStore store, UUID node, int seed) {
      this.bulk = seed == 0;
      this.store = store;
      this.node = node;
      this.random = new Random(seed);
    }

    private Jobs job() {
      Jobs job = random.nextInt(4) == 0 ? Jobs.scheduled(NOW.plusMillis(500)) : Jobs.queued();
      int key = random.nextInt(KEYS + 1);
      if (random.nextInt(10) == 0) {
        UUID id = UNIQUE.get(random.nextInt(UNIQUE.size()));
        job.unique(new Uniqueness(id, null, Until.END, Duration.ZERO, OnConflict.REPLACE));
      }
      if (random.nextInt(3) == 0) {
        job.limits(
            new JobLimit("all", null, 1), new JobLimit("each", "key " + random.nextInt(3), 1));
      }
      return (key == KEYS ? job : job.fairness("key " + key, 1 + random.nextInt(5)))
          .priority(random.nextInt(PRIORITIES));
    }

    private void submit() {
      List<CompletableFuture<?>> all = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        List<Job> jobs = new ArrayList<>();
        for (int j = 0; j < 1 + random.nextInt(8); j++) {
          jobs.add(job().build());
        }
        UUID key = UUID.randomUUID();
        IdempotencyKey idempotent =
            random.nextBoolean() ? null : new IdempotencyKey(key, key, NOW, NOW.plusSeconds(9));
        all.add(store.submissions.submit(new Submission(null, jobs, node, idempotent, true)));
      }
      all.forEach(TestStore::get);
    }

    private void work() {
      for (Job job : store.claim(node, 1 + random.nextInt(10))) {
        Outcome outcome =
            switch (random.nextInt(5)) {
              case 0 -> new Outcome.Failed(NO);
              case 1 -> new Outcome.Retried(NO, NOW.plusMillis(800), FailureReason.FAILURE);
              case 2 -> new Outcome.Released();
              default -> new Outcome.Succeeded(null);
            };
        store.end(job, node, outcome);
        if (outcome instanceof Outcome.Failed) {
          Integer priority = random.nextBoolean() ? null : random.nextInt(PRIORITIES);
          get(store.redrives.redrive(job.id(), new RedriveChanges(null, priority), NOW));
        } else if (random.nextInt(4) == 0) {
          get(store.cancels.cancel(job.id(), NOW.plusSeconds(3)));
        }
      }
    }

    void run(int rounds) {
      for (int i = 0; i < rounds; i++) {
        try {
          round();
        } catch (StoreUnavailableException e) {
          // of a claim or a promotion, which nodes repeat; on a machine that is slow enough
          assertThat(e).hasMessageContaining("lock timeout");
        }
      }
    }

    private void round() {
      switch (random.nextInt(6)) {
        case 0, 1 -> submit();
        case 2, 3 -> work();
        case 4 -> get(store.claims.promoteDue(NOW.plusSeconds(1)));
        default -> {
          // several at once wait for each other's jobs, also without keys
          if (bulk && random.nextInt(3) == 0) {
            BulkOperations.run(
                store, BulkOperations.of(OperationAction.REPRIORITIZE, Set.of(JobState.QUEUED)));
          }
          get(store.fairQueues.prune(3));
          get(store.heldJobs.releaseDue());
        }
      }
    }
  }

  @Test
  void transactionsDoNotDeadlock() throws Exception {
    Logger sessions = (Logger) LoggerFactory.getLogger(WriterSession.class.getPackageName());
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    sessions.addAppender(log);
    sessions.setLevel(Level.DEBUG);
    String url = PostgresServers.newDatabase();
    PostgresServers.execute(url, LOOK_FOR_DEADLOCKS);
    try (TestStore one = PostgresStores.open(url);
        TestStore two = PostgresStores.open(url);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      TestLimits.define(one, "all", 50, null);
      TestLimits.define(one, "each", null, 20);
      List<Future<?>> clients = new ArrayList<>();
      UUID first = Jobs.newId();
      UUID second = Jobs.newId();
      for (int i = 0; i < 16; i++) {
        Client client = new Client(i % 2 == 0 ? one : two, i % 2 == 0 ? first : second, i);
        clients.add(threads.submit(() -> client.run(25)));
      }
      for (Future<?> client : clients) {
        client.get();
      }
      assertThat(one.count("job WHERE rank > 0")).isPositive();

      assertThat(log.list)
          .extracting(ILoggingEvent::getFormattedMessage)
          .noneMatch(message -> message.contains("deadlock"));
    } finally {
      sessions.detachAppender(log);
      sessions.setLevel(null);
    }
  }
}
