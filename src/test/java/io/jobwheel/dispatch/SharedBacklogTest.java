package io.jobwheel.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.execution.FakeLanes;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.JobState;
import io.jobwheel.store.Backlog;
import io.jobwheel.store.JobQueries.ActiveCount;
import io.jobwheel.store.StoreUnavailableException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nodes that share a registry share one count; what is not known has no value. */
@Timeout(30)
class SharedBacklogTest {

  private static final Duration LIMIT = Duration.ofSeconds(5);

  /** A registry's row in memory, which says who has counted. */
  private static final class SharedRow {

    private long turn;
    private long dueAt = System.nanoTime();
    private long validUntil = System.nanoTime();
    private Backlog.@Nullable Count published;
    private boolean away;
    private int counts;
    private Duration took = Duration.ZERO;
    private @Nullable Duration pause;

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

    /** The row as one node sees it. */
    Backlog forANode() {
      return new Backlog() {
        @Override
        public Reading read() {
          synchronized (SharedRow.this) {
            ensureThere();
            long now = System.nanoTime();
            long valid = Math.max(validUntil - now, 0);
            return new Reading(
                valid == 0 ? null : published,
                turn,
                Duration.ofNanos(valid),
                Duration.ofNanos(Math.max(dueAt - now, 0)));
          }
        }

        @Override
        public CompletableFuture<Long> takeTurn(Duration atMost) {
          synchronized (SharedRow.this) {
            ensureThere();
            if (dueAt - System.nanoTime() > 0) {
              return CompletableFuture.completedFuture(0L);
            }
            dueAt = System.nanoTime() + atMost.toNanos();
            return CompletableFuture.completedFuture(++turn);
          }
        }

        @Override
        public Count count() {
          synchronized (SharedRow.this) {
            ensureThere();
            counts++;
            long end = System.nanoTime() + took.toNanos();
            while (System.nanoTime() < end) {
              Thread.onSpinWait();
            }
            return new Count(
                List.of(
                    new ActiveCount(JobState.QUEUED, ExecutionMode.SEQUENTIAL, 40),
                    new ActiveCount(JobState.SCHEDULED, ExecutionMode.SEQUENTIAL, 2)),
                Map.of(ExecutionMode.SEQUENTIAL, Duration.ofMillis(2500)),
                2);
          }
        }

        @Override
        public long waitingOf(String submitter) {
          throw new UnsupportedOperationException("nobody submits here");
        }

        @Override
        public CompletableFuture<Boolean> publish(
            long mine, @Nullable Count count, Duration newPause) {
          synchronized (SharedRow.this) {
            published = count;
            pause = newPause;
            dueAt = System.nanoTime() + newPause.toNanos();
            validUntil = System.nanoTime() + newPause.multipliedBy(3).toNanos();
            return CompletableFuture.completedFuture(mine == turn);
          }
        }
      };
    }
  }

  private final SharedRow row = new SharedRow();

  /** One node's view, with its meters. */
  private final class Node implements AutoCloseable {
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final LaneQueues queues = new LaneQueues(FakeLanes.ofFourSlots());
    final ActiveJobs active;

    Node(Duration every) {
      active = new ActiveJobs(row.forANode(), queues, every, LIMIT);
      active.bindTo(meters);
      active.start();
    }

    double jobs(String state, String mode) {
      return meters.get(ActiveJobs.JOBS).tags("state", state, "mode", mode).gauge().value();
    }

    double oldest(String mode) {
      return meters
          .get(ActiveJobs.OLDEST_QUEUED)
          .tag("mode", mode)
          .timeGauge()
          .value(TimeUnit.SECONDS);
    }

    double nodes() {
      return meters.get(ActiveJobs.NODES).gauge().value();
    }

    long waiting() {
      return queues.of(ExecutionMode.SEQUENTIAL).waiting();
    }

    @Override
    public void close() {
      active.stop();
    }
  }

  @Test
  void twoNodesShareOneCount() throws InterruptedException {
    try (Node here = new Node(Duration.ofSeconds(60));
        Node there = new Node(Duration.ofSeconds(60))) {
      await(() -> here.waiting() == 42);
      there.active.wake();
      await(() -> there.waiting() == 42);
      for (Node node : List.of(here, there)) {
        assertThat(node.jobs("queued", "sequential")).isEqualTo(40);
        assertThat(node.jobs("scheduled", "sequential")).isEqualTo(2);
        assertThat(node.jobs("running", "event-loop")).isZero();
        assertThat(node.oldest("sequential")).isEqualTo(2.5);
        assertThat(node.oldest("event-loop")).isZero();
        assertThat(node.nodes()).isEqualTo(2);
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
      assertThat(node.nodes()).isNaN();
    }
  }

  @Test
  void aStaleCountHasNoValueInsteadOfAnOldOne() throws InterruptedException {
    try (Node node = new Node(Duration.ofMillis(100))) {
      await(() -> node.jobs("queued", "sequential") == 40);
      row.goAway();
      await(() -> Double.isNaN(node.jobs("queued", "sequential")));
      assertThat(node.jobs("running", "event-loop")).isNaN();
      assertThat(node.oldest("event-loop")).isNaN();
      assertThat(node.nodes()).isNaN();
    }
  }

  @Test
  void afterACountThatTookLongTheNextOneIsPutOff() throws InterruptedException {
    row.took = Duration.ofMillis(20);
    try (Node node = new Node(Duration.ofMillis(100))) {
      await(() -> node.waiting() == 42);
      synchronized (row) {
        assertThat(row.pause).isGreaterThanOrEqualTo(Duration.ofMillis(20 * ActiveJobs.SHARE));
      }
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    for (int tries = 0; !condition.getAsBoolean(); tries++) {
      assertThat(tries).as("tries").isLessThan(1000);
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }
}
