package io.jobwheel.dispatch.backlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.dispatch.limit.LimitMetrics;
import io.jobwheel.execution.FakeLanes;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.JobState;
import io.jobwheel.store.Backlog;
import io.jobwheel.store.LimitCounts;
import io.jobwheel.store.LimitCounts.LimitCount;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.TypeCounts;
import io.jobwheel.store.query.JobQueries.ActiveCount;
import io.jobwheel.time.TestClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nodes that share a store share one count; meters without a valid count have no value. */
@Timeout(30)
class SharedBacklogTest {

  private static final Duration LIMIT = Duration.ofSeconds(5);

  /** The row of counts of a store, in memory; records which node has counted. */
  private final class SharedRow {

    private long turn;
    private long dueAt = clock.read();
    private long validUntil = clock.read();
    private Backlog.@Nullable Count published;
    private boolean away;
    private int counts;
    private Duration took = Duration.ZERO;
    private @Nullable Duration pause;
    private long publishedAt;
    private @Nullable TypeCounts types =
        new TypeCounts(
            Map.of(), Map.of(), Map.of(ExecutionMode.SEQUENTIAL, 7L), Map.of("letter", 7L));

    synchronized int counts() {
      return counts;
    }

    synchronized void goAway() {
      away = true;
    }

    private void ensureThere() {
      if (away) {
        throw new StoreUnavailableException("away");
      }
    }

    /** Returns the view of one node. */
    Backlog forANode() {
      return new Backlog() {
        @Override
        public PublishedCount read() {
          synchronized (SharedRow.this) {
            ensureThere();
            Duration valid = clock.until(validUntil);
            return new PublishedCount(
                valid.isZero() ? null : published,
                turn,
                published == null ? null : clock.since(publishedAt),
                valid,
                clock.until(dueAt));
          }
        }

        @Override
        public CompletableFuture<Long> takeTurn(Duration atMost) {
          synchronized (SharedRow.this) {
            ensureThere();
            if (!clock.hasReached(dueAt)) {
              return CompletableFuture.completedFuture(0L);
            }
            dueAt = clock.after(atMost);
            return CompletableFuture.completedFuture(++turn);
          }
        }

        @Override
        public Count count() {
          synchronized (SharedRow.this) {
            ensureThere();
            counts++;
            clock.advance(took);
            return new Count(
                List.of(
                    new ActiveCount(JobState.QUEUED, ExecutionMode.SEQUENTIAL, 40),
                    new ActiveCount(JobState.SCHEDULED, ExecutionMode.SEQUENTIAL, 2)),
                Map.of(ExecutionMode.SEQUENTIAL, Duration.ofMillis(2500)),
                2,
                types,
                new LimitCounts(
                    Map.of("partner", new LimitCount(3L, 0L, 6, Duration.ofMillis(1500))), null));
          }
        }

        @Override
        public long waitingOf(String submitter) {
          throw new UnsupportedOperationException("no submitters here");
        }

        @Override
        public CompletableFuture<Boolean> publish(
            long mine, @Nullable Count count, Duration newPause) {
          synchronized (SharedRow.this) {
            published = count;
            pause = newPause;
            publishedAt = clock.read();
            dueAt = clock.after(newPause);
            validUntil = clock.after(newPause.multipliedBy(3));
            return CompletableFuture.completedFuture(mine == turn);
          }
        }
      };
    }
  }

  private final TestClock clock = TestClock.at(Instant.EPOCH);
  private final SharedRow row = new SharedRow();

  /** A node with its meters. */
  private final class Node implements AutoCloseable {
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final LaneBacklogs backlogs = new LaneBacklogs(FakeLanes.ofFourSlots());
    final BacklogMonitor active;

    Node(Duration every) {
      LimitMetrics limits = new LimitMetrics(meters, clock, clock);
      active = new BacklogMonitor(row.forANode(), backlogs, limits, every, LIMIT, clock);
      active.bindTo(meters);
      active.start();
    }

    double jobs(String state, String mode) {
      return meters.get(BacklogMonitor.JOBS).tags("state", state, "mode", mode).gauge().value();
    }

    double oldest(String mode) {
      return meters
          .get(BacklogMonitor.OLDEST_QUEUED)
          .tag("mode", mode)
          .timeGauge()
          .value(TimeUnit.SECONDS);
    }

    double withoutNode(String mode) {
      return meters.get(BacklogMonitor.WITHOUT_NODE).tag("mode", mode).gauge().value();
    }

    double blocked() {
      return meters.get("jobwheel.limit.blocked.jobs").tag("limit", "partner").gauge().value();
    }

    double nodes() {
      return meters.get(BacklogMonitor.NODES).gauge().value();
    }

    long waiting() {
      return backlogs.of(ExecutionMode.SEQUENTIAL).waiting();
    }

    @Override
    public void close() {
      active.stop();
    }
  }

  @Test
  void twoNodesShareOneCount() {
    try (Node here = new Node(Duration.ofSeconds(60));
        Node there = new Node(Duration.ofSeconds(60))) {
      await().until(() -> here.waiting() == 42);
      there.active.wake();
      await().until(() -> there.waiting() == 42);
      for (Node node : List.of(here, there)) {
        assertThat(node.jobs("queued", "sequential")).isEqualTo(40);
        assertThat(node.jobs("scheduled", "sequential")).isEqualTo(2);
        assertThat(node.jobs("running", "event-loop")).isZero();
        assertThat(node.oldest("sequential")).isEqualTo(2.5);
        assertThat(node.oldest("event-loop")).isZero();
        assertThat(node.withoutNode("sequential")).isEqualTo(7);
        assertThat(node.withoutNode("event-loop")).isZero();
        assertThat(node.nodes()).isEqualTo(2);
        await().untilAsserted(() -> assertThat(node.blocked()).isEqualTo(6));
      }
      assertThat(row.counts()).isOne();
    }
  }

  @Test
  void beforeTheFirstCountNothingIsKnown() {
    row.goAway();
    try (Node node = new Node(Duration.ofSeconds(60))) {
      assertThat(node.jobs("queued", "sequential")).isNaN();
      assertThat(node.oldest("sequential")).isNaN();
      assertThat(node.withoutNode("sequential")).isNaN();
      assertThat(node.nodes()).isNaN();
    }
  }

  @Test
  void aCountOfAnEarlierVersionHasNoTypes() {
    row.types = null;
    try (Node node = new Node(Duration.ofSeconds(60))) {
      await().until(() -> node.jobs("queued", "sequential") == 40);
      assertThat(node.withoutNode("sequential")).isNaN();
      assertThat(node.active.latest())
          .hasValueSatisfying(latest -> assertThat(latest.types()).isNull());
    }
  }

  @Test
  void aStaleCountHasNoValueInsteadOfAnOldOne() {
    Duration every = Duration.ofMinutes(1);
    try (Node node = new Node(every)) {
      await().until(() -> node.jobs("queued", "sequential") == 40);
      row.goAway();
      clock.advance(every.multipliedBy(3).minusNanos(1));
      assertThat(node.jobs("queued", "sequential")).isEqualTo(40);
      assertThat(node.active.latest())
          .hasValueSatisfying(latest -> {
            assertThat(latest.age()).isEqualTo(every.multipliedBy(3).minusNanos(1));
            assertThat(latest.jobs()).hasSize(2);
            assertThat(latest.nodes()).isEqualTo(2);
          });
      clock.advance(Duration.ofNanos(1));
      assertThat(node.active.latest()).isEmpty();
      assertThat(node.jobs("queued", "sequential")).isNaN();
      assertThat(node.jobs("running", "event-loop")).isNaN();
      assertThat(node.oldest("event-loop")).isNaN();
      assertThat(node.nodes()).isNaN();
      assertThat(node.blocked()).isNaN();
    }
  }

  @Test
  void afterACountThatTookLongTheNextOneIsPutOff() throws InterruptedException {
    row.took = Duration.ofMillis(20);
    try (Node node = new Node(Duration.ofMillis(100))) {
      await().until(() -> node.waiting() == 42);
      synchronized (row) {
        assertThat(row.pause).isEqualTo(row.took.multipliedBy(BacklogMonitor.SHARE));
      }
      assertThat(clock.passPause()).isEqualTo(Duration.ofMillis(100)); // looks, and does not count
      var _ = clock.passPause();
      assertThat(row.counts()).isOne();
    }
  }
}
