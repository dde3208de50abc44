package io.jobwheel.store;

import static io.jobwheel.job.JobState.BLOCKED;
import static io.jobwheel.job.JobState.QUEUED;
import static io.jobwheel.job.JobState.RUNNING;
import static io.jobwheel.job.JobState.SCHEDULED;
import static io.jobwheel.store.commit.TestStore.get;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.FailureReason;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobLimit;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.store.Backlog.Count;
import io.jobwheel.store.Backlog.PublishedCount;
import io.jobwheel.store.LimitCounts.LimitCount;
import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.limit.Limit;
import io.jobwheel.store.limit.LimitSpec;
import io.jobwheel.store.limit.OnLimit;
import io.jobwheel.store.limit.RateSpec;
import io.jobwheel.store.query.JobQueries.ActiveCount;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The promises about counts that nodes share, on every database. */
abstract class BacklogContract extends StoreContract {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Count SOME =
      new Count(
          List.of(
              new ActiveCount(QUEUED, ExecutionMode.THREAD_POOL, 7),
              new ActiveCount(RUNNING, ExecutionMode.EVENT_LOOP, 1),
              new ActiveCount(BLOCKED, ExecutionMode.EVENT_LOOP, 3)),
          Map.of(ExecutionMode.THREAD_POOL, Duration.ofMillis(1500)),
          2,
          new TypeCounts(
              Map.of("a", Map.of(QUEUED, 7L, BLOCKED, 2L), "b", Map.of(RUNNING, 1L)),
              Map.of(SCHEDULED, 9L, BLOCKED, 1L),
              Map.of(ExecutionMode.THREAD_POOL, 5L),
              Map.of("a", 5L)),
          new LimitCounts(
              Map.of(
                  "mail",
                  new LimitCount(4L, 0L, 2, Duration.ofMillis(900)),
                  "rate",
                  new LimitCount(null, null, 0, Duration.ZERO)),
              new LimitCount(7L, 1L, 1, Duration.ofSeconds(1))));

  private Backlog backlog;

  @BeforeEach
  void readBacklog() {
    backlog = store.backlog;
  }

  private long takeTurn(Duration atMost) {
    return get(backlog.takeTurn(atMost));
  }

  @Test
  void aNewStoreHasNoCountAndATurnIsDue() {
    assertThat(backlog.read())
        .isEqualTo(new PublishedCount(null, 0, null, Duration.ZERO, Duration.ZERO));
  }

  @Test
  void aTurnIsTakenOnce() {
    assertThat(takeTurn(MINUTE)).isOne();
    assertThat(takeTurn(MINUTE)).isZero();
    PublishedCount reading = backlog.read();
    assertThat(reading.count()).isNull();
    assertThat(reading.dueIn()).isPositive().isLessThanOrEqualTo(MINUTE);
  }

  @Test
  void ofConcurrentCallsOneTakesTheTurn() {
    List<CompletableFuture<Long>> turns = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      turns.add(backlog.takeTurn(MINUTE));
    }
    assertThat(turns.stream().map(TestStore::get).filter(turn -> turn > 0)).containsExactly(1L);
  }

  @Test
  void whatATurnHasFoundIsReadByAllForThreePauses() {
    assertThat(get(backlog.publish(takeTurn(MINUTE), SOME, MINUTE))).isTrue();
    PublishedCount reading = backlog.read();
    assertThat(reading.count()).isEqualTo(SOME);
    assertThat(reading.turn()).isOne();
    assertThat(reading.age()).isBetween(Duration.ZERO, Duration.ofSeconds(30));
    assertThat(reading.dueIn()).isPositive().isLessThanOrEqualTo(MINUTE);
    assertThat(reading.validFor()).isBetween(MINUTE.multipliedBy(2), MINUTE.multipliedBy(3));
    assertThat(takeTurn(MINUTE)).as("it is not due").isZero();
  }

  @Test
  void nodesOfEarlierVersionsFindNoStateThatTheyDoNotKnow() {
    get(backlog.publish(takeTurn(MINUTE), SOME, MINUTE));
    assertThat(
            store.reader.first(
                "SELECT counts FROM backlog_count", _ -> {}, row -> row.getString(1)))
        .hasValueSatisfying(
            counts -> assertThat(counts).contains("QUEUED").doesNotContain("BLOCKED"));
  }

  @Test
  void anExpiredCountIsNotReturned() throws InterruptedException {
    get(backlog.publish(takeTurn(MINUTE), SOME, Duration.ofMillis(1)));
    awaitNoCount();
    assertThat(takeTurn(MINUTE)).as("the next is due").isEqualTo(2);
  }

  @Test
  void aTurnThatLastsTooLongIsTakenByAnotherAndPublishesNothing() {
    assertThat(takeTurn(Duration.ZERO)).isEqualTo(1);
    assertThat(takeTurn(MINUTE)).isEqualTo(2);
    assertThat(get(backlog.publish(1, SOME, MINUTE))).isFalse();
    assertThat(backlog.read().count()).isNull();
    assertThat(get(backlog.publish(2, SOME, MINUTE))).isTrue();
    assertThat(backlog.read().turn()).isEqualTo(2);
  }

  @Test
  void aTurnThatFoundNothingPutsTheNextOneOffAndKeepsTheCountBefore() {
    get(backlog.publish(takeTurn(MINUTE), SOME, Duration.ofMillis(50)));
    long second = 0;
    for (int tries = 0; second == 0 && tries < 10_000; tries++) {
      second = takeTurn(MINUTE);
    }
    assertThat(get(backlog.publish(second, null, Duration.ofMinutes(5)))).isTrue();
    PublishedCount reading = backlog.read();
    assertThat(reading.turn()).isOne();
    assertThat(reading.dueIn()).isGreaterThan(Duration.ofMinutes(4));
  }

  @Test
  void aPauseIsBounded() {
    Duration tooLong = Backlog.LONGEST_PAUSE.plusNanos(1000);
    assertThatIllegalArgumentException().isThrownBy(() -> backlog.publish(1, SOME, tooLong));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> backlog.publish(1, SOME, Duration.ofMillis(-1)));
  }

  @Test
  void jobsAreCountedByStateAndMode() {
    assertThat(backlog.count())
        .isEqualTo(new Count(List.of(), Map.of(), 0, TypeCounts.NONE, LimitCounts.NONE));
    store.submit(Jobs.queued().runAt(Instant.EPOCH));
    store.claim(node, 1);
    store.submit(Jobs.queued());
    store.submit(Jobs.queued());
    store.submit(Jobs.scheduled(Jobs.NOW).mode(ExecutionMode.SEQUENTIAL));
    Job ended = store.submitRunning(Jobs.running(), node);
    store.end(ended, node, new Outcome.Succeeded("1"));
    assertThat(backlog.count().jobs())
        .containsExactlyInAnyOrder(
            new ActiveCount(RUNNING, ExecutionMode.THREAD_POOL, 1),
            new ActiveCount(QUEUED, ExecutionMode.THREAD_POOL, 2),
            new ActiveCount(SCHEDULED, ExecutionMode.SEQUENTIAL, 1));
  }

  private void define(String name, LimitSpec spec) {
    get(store.limits.change(name, (_, now) -> Limit.first(name, spec, false, null, now)));
  }

  private void submit(Jobs job, String limit, @Nullable String key, int units) {
    store.submit(job.limits(new JobLimit(limit, key, units)));
  }

  @Test
  void heldJobsAreCountedByTheLimitThatHoldsThem() {
    Instant longAgo = Instant.parse("2001-01-01T00:00:00Z");
    define("total", new LimitSpec(5, null, null, OnLimit.BLOCK));
    define("keys.of_all", new LimitSpec(null, 2, null, OnLimit.BLOCK));
    define("both", new LimitSpec(9, 9, null, OnLimit.BLOCK));
    define(
        "rate", new LimitSpec(null, null, new RateSpec(1, Duration.ofDays(1), 1), OnLimit.BLOCK));
    define("idle", new LimitSpec(3, null, null, OnLimit.REJECT));
    submit(Jobs.queued(), "total", null, 3);
    submit(Jobs.queued().runAt(longAgo), "total", null, 3);
    submit(Jobs.queued().type("other"), "total", "any", 1);
    for (String key : List.of("a", "a/b", "a0")) {
      submit(Jobs.queued(), "keys.of_all", key, 2);
      submit(Jobs.queued(), "keys.of_all", key, 1);
    }
    submit(Jobs.queued(), "both", "k", 4);
    submit(Jobs.queued(), "rate", null, 1);
    submit(Jobs.queued(), "rate", null, 1);

    Count count = backlog.count();
    LimitCounts limits = requireNonNull(count.limits());
    assertThat(limits.limits()).containsOnlyKeys("total", "keys.of_all", "both", "rate", "idle");
    assertThat(limits.others()).isNull();
    LimitCount total = requireNonNull(limits.limits().get("total"));
    assertThat(total.used()).isEqualTo(3);
    assertThat(total.free()).isEqualTo(2);
    assertThat(total.blocked()).isEqualTo(2);
    assertThat(total.oldest()).isGreaterThan(Duration.ofDays(8000));
    LimitCount keys = requireNonNull(limits.limits().get("keys.of_all"));
    assertThat(keys.used()).as("of all keys").isEqualTo(6);
    assertThat(keys.free()).as("without a total").isNull();
    assertThat(keys.blocked()).isEqualTo(3);
    assertThat(limits.limits())
        .containsEntry("both", new LimitCount(4L, 5L, 0, Duration.ZERO))
        .containsEntry("idle", new LimitCount(0L, 3L, 0, Duration.ZERO));
    LimitCount rate = requireNonNull(limits.limits().get("rate"));
    assertThat(rate.used()).as("a rate is no number of permits").isNull();
    assertThat(rate.blocked()).isOne();

    assertThat(count.jobs())
        .containsExactlyInAnyOrder(
            new ActiveCount(QUEUED, ExecutionMode.THREAD_POOL, 6),
            new ActiveCount(BLOCKED, ExecutionMode.THREAD_POOL, 6));
    assertThat(requireNonNull(count.types()).jobs()).containsEntry("other", Map.of(BLOCKED, 1L));
    assertThat(count.oldestQueued().get(ExecutionMode.THREAD_POOL))
        .as("a held job is not queued")
        .isLessThan(Duration.ofDays(8000));
  }

  @Test
  void limitsBeyondTheMostAreCountedTogether() {
    for (int i = 0; i < LimitCounts.MAX_LIMITS + 2; i++) {
      define("limit-" + i, new LimitSpec(10, null, null, OnLimit.BLOCK));
    }
    submit(Jobs.queued(), "limit-101", null, 4);
    LimitCounts limits = requireNonNull(backlog.count().limits());
    assertThat(limits.limits())
        .hasSize(LimitCounts.MAX_LIMITS)
        .containsEntry("limit-101", new LimitCount(4L, 6L, 0, Duration.ZERO));
    assertThat(limits.others()).isEqualTo(new LimitCount(0L, 20L, 0, Duration.ZERO));
  }

  @Test
  void theAgeOfTheOldestQueuedJobIsReadForEachMode() {
    Instant longAgo = Instant.parse("2001-01-01T00:00:00Z");
    store.submit(Jobs.queued().runAt(longAgo));
    store.submit(Jobs.queued().runAt(longAgo.plusSeconds(3600)));
    store.submit(
        Jobs.queued().mode(ExecutionMode.EVENT_LOOP).runAt(Instant.parse("2999-01-01T00:00:00Z")));
    store.submit(Jobs.scheduled(longAgo).mode(ExecutionMode.SEQUENTIAL));
    Map<ExecutionMode, Duration> oldest = backlog.count().oldestQueued();
    assertThat(oldest).containsOnlyKeys(ExecutionMode.THREAD_POOL, ExecutionMode.EVENT_LOOP);
    assertThat(oldest.get(ExecutionMode.THREAD_POOL)).isGreaterThan(Duration.ofDays(8000));
    assertThat(oldest)
        .as("a node's clock may be ahead")
        .containsEntry(ExecutionMode.EVENT_LOOP, Duration.ZERO);
  }

  @Test
  void nodesCountAsLongAsTheirLeaseLasts() {
    get(store.leases.register(Jobs.newId(), "gone", Duration.ZERO));
    get(store.leases.register(Jobs.newId(), "here", Duration.ofHours(1)));
    assertThat(backlog.count().nodes()).isOne();
  }

  @Test
  void whatWaitsOfASubmitterIsCountedAndNothingElse() {
    assertThat(backlog.waitingOf("shop")).isZero();
    store.submit(Jobs.queued().runAt(Instant.EPOCH).submitter("shop"));
    store.submit(Jobs.queued().submitter("shop").mode(ExecutionMode.SEQUENTIAL));
    store.submit(Jobs.scheduled(Jobs.NOW.plusSeconds(3600)).submitter("shop"));
    store.submit(Jobs.queued().submitter("shop2"));
    store.submit(Jobs.queued());
    store.submitRunning(Jobs.running().submitter("shop"), node);
    assertThat(backlog.waitingOf("shop")).isEqualTo(3);
    assertThat(backlog.waitingOf("shop2")).isOne();
    assertThat(backlog.waitingOf("none' OR 1=1 --")).isZero();
  }

  @Test
  void aJobCountsForItsSubmitterOnlyWhileItWaits() {
    store.submit(Jobs.queued().submitter("shop"));
    Job claimed = store.claim(node, 1).getFirst();
    assertThat(backlog.waitingOf("shop")).as("it runs").isZero();
    store.end(
        claimed,
        node,
        new Outcome.Retried(new JobError("broken", "It broke."), Jobs.NOW, FailureReason.FAILURE));
    assertThat(backlog.waitingOf("shop")).as("it is tried again").isOne();
    get(store.cancels.cancel(claimed.id(), Jobs.NOW));
    assertThat(backlog.waitingOf("shop")).as("it was cancelled").isZero();
    store.submit(Jobs.queued().submitter("shop"));
    Job second = store.claim(node, 1).getFirst();
    store.end(second, node, new Outcome.Released());
    assertThat(backlog.waitingOf("shop")).as("it was released").isOne();
  }

  @Test
  void withoutTheDatabaseThereIsAnErrorAndNoNumber() {
    store.close();
    assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> backlog.read());
    assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> backlog.count());
    assertThatExceptionOfType(StoreUnavailableException.class)
        .isThrownBy(() -> backlog.waitingOf("shop"));
  }

  private void awaitNoCount() {
    await().until(() -> backlog.read().count() == null);
  }
}
