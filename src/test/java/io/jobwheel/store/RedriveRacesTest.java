package io.jobwheel.store;

import static io.jobwheel.job.JobState.CANCELLED;
import static io.jobwheel.job.JobState.FAILED;
import static io.jobwheel.job.JobState.QUEUED;
import static io.jobwheel.job.JobState.RUNNING;
import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.job.AttemptRecord;
import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.store.JobCancellations.Decision;
import io.jobwheel.store.JobDeletions.Deletion;
import io.jobwheel.store.JobDeletions.DeletionDecision;
import io.jobwheel.store.JobRedrives.RedriveChanges;
import io.jobwheel.store.JobRetention.Position;
import io.jobwheel.store.JobRetention.PruneStep;
import io.jobwheel.store.MoveAudit.Move;
import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.database.postgres.PostgresStores;
import io.jobwheel.store.database.sqlite.SqliteFile;
import io.jobwheel.store.database.sqlite.SqliteStores;
import io.jobwheel.store.query.AttemptQueries;
import io.jobwheel.store.query.ReadMeter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Redrives, claims, outcomes, cancellations, deletions and a pruner act on the same jobs at the
 * same time, on two nodes where the database allows it. Each answer is held to the moves that
 * triggers of the database have recorded.
 */
@Timeout(120)
class RedriveRacesTest {

  private static final int JOBS = 24;
  private static final int GROUPS = 6;
  private static final int ROUNDS = 120;
  private static final JobError NO = new JobError("handler-failed", "no");

  /** Later than the ids of all jobs, as the pruner needs it. */
  private final Instant start = Instant.now().plus(Duration.ofDays(1));

  private final AtomicLong clock = new AtomicLong();

  /** The moves that the answers of the store claim, and those of the audit, as counts. */
  private final Map<UUID, Map<String, Long>> answered = new ConcurrentHashMap<>();

  private final Set<UUID> deleted = ConcurrentHashMap.newKeySet();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void onPostgres(long seed) throws Exception {
    String url = PostgresServers.newDatabase();
    try (TestStore one = PostgresStores.open(url);
        TestStore two = PostgresStores.open(url)) {
      race(seed, MoveAudit.of(url), one, two);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {3})
  void onSqlite(long seed) throws Exception {
    String url = "jdbc:sqlite:" + folder.resolve("jobwheel.db");
    try (TestStore store = SqliteStores.open(SqliteFile.of(url))) {
      race(seed, MoveAudit.of(url), store, store);
    }
  }

  private Instant now() {
    return start.plusMillis(clock.incrementAndGet());
  }

  private void race(long seed, MoveAudit audit, TestStore one, TestStore two) throws Exception {
    List<Job> jobs = submit(one, new Random(seed));
    List<TestStore> stores = List.of(one, two);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      TestStore store = stores.get(i);
      Random random = new Random(seed * 31 + i);
      UUID node = Jobs.newId();
      store.lease(node);
      running.add(threads.submit(() -> repeat(() -> run(store, node, random))));
      Random redrives = new Random(seed * 37 + i);
      running.add(threads.submit(() -> repeat(() -> redrive(store, any(jobs, redrives)))));
      Random cancels = new Random(seed * 41 + i);
      running.add(threads.submit(() -> repeat(() -> cancel(store, any(jobs, cancels)))));
    }
    running.add(threads.submit(() -> repeat(() -> prune(two))));
    Random deletions = new Random(seed * 43);
    running.add(
        threads.submit(() -> {
          for (int i = 0; i < JOBS / 4; i++) {
            delete(one, any(jobs, deletions));
          }
        }));
    threads.shutdown();
    for (Future<?> each : running) {
      each.get(100, TimeUnit.SECONDS);
    }
    check(audit, jobs, one);
  }

  private static void repeat(Runnable action) {
    for (int i = 0; i < ROUNDS; i++) {
      action.run();
    }
  }

  private static Job any(List<Job> jobs, Random random) {
    return jobs.get(random.nextInt(jobs.size()));
  }

  private List<Job> submit(TestStore store, Random random) {
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; i < JOBS; i++) {
      jobs.add(store.submit(Jobs.queued()));
    }
    for (int i = 0; i < GROUPS; i++) {
      CompletionCondition[] all = CompletionCondition.values();
      JobGroup group = Jobs.group(all[random.nextInt(all.length)]);
      jobs.addAll(store.submit(group, 3));
    }
    return jobs;
  }

  private void count(UUID job, Object move) {
    answered
        .computeIfAbsent(job, _ -> new ConcurrentHashMap<>())
        .merge(String.valueOf(move), 1L, Long::sum);
  }

  private void run(TestStore store, UUID node, Random random) {
    for (Job job : store.claim(node, 1 + random.nextInt(4), now())) {
      count(job.id(), new Move(QUEUED, RUNNING));
      Outcome outcome =
          switch (random.nextInt(4)) {
            case 0 -> new Outcome.Cancelled(NO);
            case 1 -> new Outcome.Released();
            default -> new Outcome.Failed(NO);
          };
      JobOutcomes.Recorded recorded = store.end(job, node, outcome, now());
      assertThat(recorded.state()).as("only its node ends an attempt").isNotNull();
      count(job.id(), new Move(RUNNING, recorded.state()));
      recorded.cancelledSiblings().forEach(this::countCancellation);
    }
  }

  private void countCancellation(JobCancellations.Cancellation cancellation) {
    if (cancellation.decision() == Decision.CANCELLED) {
      count(cancellation.job().id(), new Move(QUEUED, CANCELLED));
    }
  }

  private void redrive(TestStore store, Job job) {
    get(store.redrives.redrive(job.id(), RedriveChanges.NONE, now()))
        .ifPresent(redrive -> {
          if (redrive.redriven()) {
            assertThat(redrive.job().state()).isEqualTo(QUEUED);
            count(job.id(), "redrive");
          } else {
            assertThat(redrive.job().state()).isNotIn(FAILED, CANCELLED);
          }
        });
  }

  private void cancel(TestStore store, Job job) {
    get(store.cancels.cancel(job.id(), now())).ifPresent(this::countCancellation);
  }

  private void delete(TestStore store, Job job) {
    get(store.deletions.delete(job.id(), now()))
        .map(Deletion::decision)
        .filter(DeletionDecision.DELETED::equals)
        .ifPresent(_ -> assertThat(deleted.add(job.id())).isTrue());
  }

  /** Prunes jobs that have been finished for long, as measured by the work of all threads. */
  private void prune(TestStore store) {
    for (Position at = Position.START; at != null; ) {
      Instant now = now();
      PruneStep step = get(store.retention.prune(at, now.minusMillis(500), now, 7));
      at = step.next();
    }
  }

  private void check(MoveAudit audit, List<Job> jobs, TestStore store) {
    audit.requireLegalMoves();
    Map<UUID, List<Move>> moves = audit.moves();
    long redrives = 0;
    for (Job job : jobs) {
      List<Move> recorded = moves.getOrDefault(job.id(), List.of());
      Map<String, Long> said = answered.getOrDefault(job.id(), Map.of());
      for (Move each :
          List.of(
              new Move(QUEUED, RUNNING),
              new Move(QUEUED, CANCELLED),
              new Move(RUNNING, CANCELLED),
              new Move(RUNNING, QUEUED),
              new Move(RUNNING, FAILED))) {
        assertThat(said.getOrDefault(each.toString(), 0L))
            .as("%s of %s", each, job.id())
            .isEqualTo(recorded.stream().filter(each::equals).count());
      }
      long redriven = recorded.stream().filter(move -> move.was().isFinal()).count();
      assertThat(said.getOrDefault("redrive", 0L)).isEqualTo(redriven);
      redrives += redriven;
      checkChain(recorded);
      checkRow(store, job, recorded);
    }
    assertThat(redrives).as("the test has redriven jobs").isPositive();
    assertThat(store.count("tombstone"))
        .as("each deleted job and group leaves one")
        .isEqualTo(JOBS + 4L * GROUPS - store.count("job") - store.count("job_group"));
  }

  private static void checkChain(List<Move> moves) {
    JobState state = QUEUED;
    for (Move move : moves) {
      assertThat(move.was()).isEqualTo(state);
      state = move.became();
    }
  }

  private void checkRow(TestStore store, Job submitted, List<Move> moves) {
    Job job = store.queries.find(submitted.id()).orElse(null);
    assertThat(job == null).isEqualTo(store.retention.isPruned(submitted.id()));
    JobState last = moves.isEmpty() ? QUEUED : moves.getLast().became();
    if (job == null) {
      assertThat(last.isFinal()).as("only finished jobs are deleted").isTrue();
      return;
    }
    assertThat(deleted).doesNotContain(job.id());
    assertThat(job.state()).isEqualTo(last);
    int claims = (int) moves.stream().filter(new Move(QUEUED, RUNNING)::equals).count();
    assertThat(job.attempt()).isEqualTo(claims);
    assertThat(job.fence()).isEqualTo(claims);
    assertThat(job.priorAttempts()).isLessThanOrEqualTo(claims);
    List<AttemptRecord> attempts = store.attempts.ofJob(job.id(), ReadMeter.NONE).orElseThrow();
    assertThat(attempts)
        .as("each attempt is recorded once")
        .extracting(AttemptRecord::number)
        .isEqualTo(IntStream.rangeClosed(claims - attempts.size() + 1, claims).boxed().toList());
    assertThat(attempts).hasSizeGreaterThanOrEqualTo(Math.min(claims, AttemptQueries.MAX_KEPT));
  }
}
