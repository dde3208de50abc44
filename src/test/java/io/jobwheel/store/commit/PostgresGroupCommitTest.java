package io.jobwheel.store.commit;

import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.store.DeliveryPlanner;
import io.jobwheel.store.ForeignLock;
import io.jobwheel.store.JobCancellations;
import io.jobwheel.store.JobCancellations.Cancellation;
import io.jobwheel.store.JobOutcomes;
import io.jobwheel.store.JobOutcomes.Recorded;
import io.jobwheel.store.JobSubmissions;
import io.jobwheel.store.PostgresServers;
import io.jobwheel.store.StoreRefusedException;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.Submission;
import io.jobwheel.store.database.postgres.PostgresConnections;
import io.jobwheel.store.database.postgres.PostgresStores;
import io.jobwheel.store.database.postgres.PostgresUrl;
import io.jobwheel.store.fairness.RankedQueues;
import io.jobwheel.store.jdbc.JdbcJobCancellations;
import io.jobwheel.store.jdbc.JdbcJobOutcomes;
import io.jobwheel.store.jdbc.JdbcJobSubmissions;
import io.jobwheel.store.jdbc.JobEndings;
import io.jobwheel.store.jdbc.limit.Permits;
import io.jobwheel.store.limit.LimitListener;
import io.jobwheel.store.sql.PostgresDialect;
import io.jobwheel.time.Ticker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One writer on PostgreSQL, and the writes that it holds after they met a lock. */
@Timeout(60)
class PostgresGroupCommitTest {

  private static final UUID NODE = Jobs.newId();

  private static String url;
  private static TestStore store;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private GroupCommit commits;
  private JobSubmissions submissions;
  private JobOutcomes outcomes;
  private JobCancellations cancels;

  @BeforeAll
  static void openStore() {
    url = PostgresServers.newDatabase();
    store = PostgresStores.open(url);
  }

  @AfterAll
  static void closeStore() {
    store.close();
  }

  private void open(int maxAdmissions, Duration closeLimit) {
    PostgresConnections connections =
        new PostgresConnections(
            PostgresUrl.of(url), PostgresStores.properties(url), Ticker.system());
    StoreMetrics metrics = new StoreMetrics(meters, Ticker.system());
    commits =
        new GroupCommit(
            "test",
            List.of(
                new WriterSession(
                    () -> connections.openWriter("test", Duration.ofSeconds(30)),
                    new PostgresDialect(),
                    Ticker.system())),
            new GroupCommit.WriteLimits(100, maxAdmissions, closeLimit),
            metrics,
            new OutageLog(InstantSource.system()),
            Ticker.system());
    WriterPool writers =
        WriterPool.one(commits, metrics, new WriteGate(InstantSource.system()), new RankedQueues());
    Permits permits = new Permits(() -> LimitListener.NONE);
    submissions = new JdbcJobSubmissions(writers, permits);
    JobEndings endings = new JobEndings(() -> DeliveryPlanner.NONE, permits);
    outcomes = new JdbcJobOutcomes(writers, metrics, endings);
    cancels = new JdbcJobCancellations(writers, endings);
  }

  @AfterEach
  void close() {
    commits.close();
  }

  @Test
  void admissionsThatAreHeldCountAsWaiting() throws InterruptedException {
    open(2, Duration.ofSeconds(10));
    List<CompletableFuture<?>> taken = new ArrayList<>();
    try (ForeignLock _ = ForeignLock.take(url, "LOCK TABLE jobwheel.job IN SHARE MODE")) {
      for (CompletableFuture<?> next = submit(); !next.isDone(); next = submit()) {
        taken.add(next); // more than two, if one comes while others are in a transaction
        assertThat(taken).hasSizeLessThan(50);
        TimeUnit.MILLISECONDS.sleep(20);
      }
      assertThat(taken).noneMatch(CompletableFuture::isDone);
    }
    taken.forEach(TestStore::get);
    get(submit());
  }

  @Test
  void aWithdrawnWriteIsHeldNoLonger() throws InterruptedException {
    open(100, Duration.ofSeconds(10));
    Job job = store.submitRunning(Jobs.running(), NODE);
    try (ForeignLock _ = ForeignLock.row(url, "job", job.id())) {
      CompletableFuture<Optional<Cancellation>> cancel = cancels.cancel(job.id(), Jobs.NOW);
      awaitHeld(1);
      Awaitility.await("no try is under way").until(() -> cancel.cancel(false));
    }
    get(record(job, "1")); // goes behind what is held of the job
    assertThat(store.read(job).cancelRequestedAt()).isNull();
  }

  @Test
  void aWriteThatIsGivenUpDuringATryIsNotTriedAgain() {
    open(100, Duration.ofSeconds(10));
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch open = new CountDownLatch(1);
    BatchWrite<String, String> locked =
        BatchWrite.each(
            WriteKind.OUTPUT,
            (_, _) -> {
              entered.countDown();
              await(open);
              throw new SQLException("a lock", "55P03");
            });
    CompletableFuture<String> write = commits.write(Jobs.newId(), locked, "given up");
    await(entered);
    assertThat(write.cancel(false)).as("it may still happen").isFalse();
    open.countDown();
    commits.close();
    assertThat(write).isCancelled();
  }

  @Test
  void eachOfABatchGetsItsOwnEnd() {
    open(100, Duration.ofSeconds(10));
    Job locked = store.submitRunning(Jobs.running(), NODE);
    Job free = store.submitRunning(Jobs.running(), NODE);
    Job known = store.submit(Jobs.queued());
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch gathered = new CountDownLatch(1);
    CompletableFuture<Recorded> held;
    try (ForeignLock _ = ForeignLock.row(url, "job", locked.id())) {
      CompletableFuture<String> gate = commits.write(gate(entered, gathered), "gate");
      await(entered);
      held = record(locked, "1");
      CompletableFuture<?> good = submit();
      CompletableFuture<?> refused = submissions.submit(submission(known));
      CompletableFuture<Recorded> recorded = record(free, "2");
      gathered.countDown();
      get(gate);
      get(good);
      assertThat(get(recorded).accepted()).isTrue();
      assertThatExceptionOfType(StoreRefusedException.class).isThrownBy(() -> get(refused));
      assertThat(held).isNotDone();
    }
    assertThat(get(held).accepted()).isTrue();
  }

  @Test
  void closingWritesWhatIsHeldOnceItIsFree() throws InterruptedException {
    open(100, Duration.ofSeconds(10));
    Job job = store.submitRunning(Jobs.running(), NODE);
    CompletableFuture<Recorded> outcome;
    CompletableFuture<?> closed;
    try (ForeignLock _ = ForeignLock.row(url, "job", job.id())) {
      outcome = record(job, "1");
      awaitHeld(1);
      closed = CompletableFuture.runAsync(commits::close);
    }
    get(closed);
    assertThat(outcome).isCompleted();
    assertThat(store.read(job).state()).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void closingGivesUpWhatIsHeldForTooLong() throws InterruptedException {
    open(100, Duration.ofMillis(50));
    Job job = store.submitRunning(Jobs.running(), NODE);
    try (ForeignLock _ = ForeignLock.row(url, "job", job.id())) {
      CompletableFuture<Recorded> outcome = record(job, "1");
      awaitHeld(1);
      commits.close();
      assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> get(outcome));
    }
    assertThat(store.read(job).state()).isEqualTo(JobState.RUNNING);
  }

  /** Waits until this number of writes waits, after a transaction. */
  private void awaitHeld(int writes) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(5))
        .until(() -> commits.waiting() == writes && meters.timer(StoreMetrics.COMMIT).count() > 0);
  }

  private static BatchWrite<String, String> gate(CountDownLatch entered, CountDownLatch open) {
    return BatchWrite.each(
        WriteKind.RENEW,
        (_, item) -> {
          entered.countDown();
          await(open);
          return item;
        });
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private CompletableFuture<?> submit() {
    return submissions.submit(new Submission(null, List.of(Jobs.queued().build()), NODE));
  }

  private static Submission submission(Job job) {
    return new Submission(null, List.of(job), NODE);
  }

  private CompletableFuture<Recorded> record(Job job, String result) {
    return outcomes.record(
        TestStore.ended(job, NODE, new Outcome.Succeeded(result), Jobs.NOW.plusSeconds(2)));
  }
}
