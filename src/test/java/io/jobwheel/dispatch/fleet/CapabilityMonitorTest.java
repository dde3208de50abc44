package io.jobwheel.dispatch.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.dispatch.Node;
import io.jobwheel.dispatch.WaitReason;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.store.NodeLeases;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.query.FleetCapabilities;
import io.jobwheel.store.query.NodeCapabilities;
import io.jobwheel.store.query.NodeQueries;
import io.jobwheel.store.query.NodeStatus;
import io.jobwheel.store.query.RegisteredNode;
import io.jobwheel.time.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class CapabilityMonitorTest {

  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final NodeCapabilities OWN =
      new NodeCapabilities(Set.of("letter"), Set.of(ExecutionMode.EVENT_LOOP));

  private record Published(UUID node, NodeCapabilities capabilities) {}

  private final TestClock clock = TestClock.at(Instant.EPOCH);
  private final FakeLeases leases = new FakeLeases();
  private final FakeQueries queries = new FakeQueries();
  private volatile Node node = new Node(Jobs.newId(), "test");
  private final CapabilityMonitor monitor = monitor(EVERY);

  private CapabilityMonitor monitor(Duration every) {
    return new CapabilityMonitor(
        leases, queries, () -> node, OWN, every, Duration.ofSeconds(1), clock);
  }

  private static final class FakeLeases implements NodeLeases {
    final List<Published> published = new CopyOnWriteArrayList<>();
    volatile CompletableFuture<Boolean> answer = CompletableFuture.completedFuture(true);

    @Override
    public CompletableFuture<Boolean> publish(UUID id, NodeCapabilities capabilities) {
      published.add(new Published(id, capabilities));
      return answer;
    }

    @Override
    public CompletableFuture<Void> register(UUID id, String name, Duration lease) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Boolean> renew(UUID id, Duration lease, @Nullable NodeStatus status) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Rescue> release(UUID id, Instant now) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Rescue> rescueExpired(UUID rescuer, int maxCrashes, Instant now) {
      throw new UnsupportedOperationException();
    }
  }

  private static final class FakeQueries implements NodeQueries {
    final AtomicInteger reads = new AtomicInteger();
    volatile FleetCapabilities fleet = new FleetCapabilities(Set.of(OWN), true);
    volatile boolean away;

    @Override
    public FleetCapabilities capabilities() {
      reads.incrementAndGet();
      if (away) {
        throw new StoreUnavailableException("away");
      }
      return fleet;
    }

    @Override
    public List<RegisteredNode> nodes(Duration lostWithin) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Set<UUID> ended(Collection<UUID> ids) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Map<UUID, Integer> versions(Collection<UUID> ids) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<UUID> cancelRequested(UUID owner) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Job> heldBy(UUID owner) {
      throw new UnsupportedOperationException();
    }
  }

  @AfterEach
  void stop() {
    monitor.stop();
  }

  private void startAndAwaitRead() {
    monitor.start();
    awaitReads(1);
  }

  private void awaitReads(int reads) {
    await().untilAsserted(() -> assertThat(queries.reads).hasValue(reads));
  }

  /** Passes one pause, and waits until the run after it is over. */
  private void passRun() throws InterruptedException {
    int before = queries.reads.get();
    // a pause is the difference of two moments, and may be a nanosecond shorter
    assertThat(clock.passPause()).isBetween(EVERY.minusNanos(1_000), EVERY);
    awaitReads(before + 1);
    var _ = clock.awaitPause();
  }

  private static Jobs letter() {
    return Jobs.queued().type("letter").mode(ExecutionMode.EVENT_LOOP);
  }

  private static Job fax() {
    return Jobs.queued().type("fax").mode(ExecutionMode.EVENT_LOOP).build();
  }

  @Test
  void aJobThatNoNodeCanRunHasAReason() throws InterruptedException {
    startAndAwaitRead();
    var _ = clock.awaitPause();
    assertThat(monitor.of(letter().build())).isNull();
    assertThat(monitor.of(fax())).isEqualTo(WaitReason.NO_NODE);
    assertThat(monitor.of(letter().mode(ExecutionMode.SEQUENTIAL).build()))
        .isEqualTo(WaitReason.NO_NODE);
    queries.fleet = FleetCapabilities.UNKNOWN;
    passRun();
    assertThat(monitor.of(fax())).isNull();
  }

  @ParameterizedTest
  @EnumSource(JobState.class)
  void onlyAJobThatWaitsHasAReason(JobState state) throws InterruptedException {
    startAndAwaitRead();
    var _ = clock.awaitPause();
    boolean waits =
        state == JobState.QUEUED || state == JobState.BLOCKED || state == JobState.SCHEDULED;
    assertThat(monitor.of(Jobs.inState(state).type("fax").build()) != null).isEqualTo(waits);
  }

  @Test
  void beforeTheFirstReadNothingIsKnown() {
    assertThat(monitor.of(fax())).isNull();
  }

  @Test
  void aCopyThatCannotBeReadAgainIsUsedForALimitedTime() throws InterruptedException {
    startAndAwaitRead();
    var _ = clock.awaitPause();
    queries.away = true;
    clock.advance(CapabilityMonitor.VALID.minusNanos(1));
    assertThat(monitor.of(fax())).isEqualTo(WaitReason.NO_NODE);
    clock.advance(Duration.ofNanos(1));
    assertThat(monitor.of(fax())).isNull();
    awaitReads(2); // fails
    queries.away = false;
    var _ = clock.awaitPause();
    passRun();
    assertThat(monitor.of(fax())).isEqualTo(WaitReason.NO_NODE);
  }

  @Test
  void theIntervalIsAtMostFiveSeconds() throws InterruptedException {
    CapabilityMonitor rare = monitor(Duration.ofMinutes(10));
    rare.start();
    try {
      assertThat(clock.awaitPause()).isEqualTo(Duration.ofSeconds(5));
    } finally {
      rare.stop();
    }
  }

  @Test
  void eachIncarnationPublishesOnce() throws InterruptedException {
    Node first = node;
    startAndAwaitRead();
    var _ = clock.awaitPause();
    passRun();
    passRun();
    assertThat(leases.published).containsExactly(new Published(first.id(), OWN));
    node = new Node(Jobs.newId(), "test");
    passRun();
    passRun();
    assertThat(leases.published)
        .containsExactly(new Published(first.id(), OWN), new Published(node.id(), OWN));
  }

  @Test
  void aPublicationThatFailedIsRepeated() throws InterruptedException {
    leases.answer = CompletableFuture.failedFuture(new StoreUnavailableException("away"));
    monitor.start();
    var _ = clock.awaitPause();
    leases.answer = CompletableFuture.completedFuture(true);
    assertThat(clock.passPause()).isEqualTo(EVERY);
    awaitReads(1);
    var _ = clock.awaitPause();
    passRun();
    assertThat(leases.published)
        .containsExactly(new Published(node.id(), OWN), new Published(node.id(), OWN));
  }

  @Test
  void aNodeThatStopsPublishesThatItRunsNothing() {
    startAndAwaitRead();
    monitor.withdraw();
    awaitReads(2);
    assertThat(leases.published)
        .containsExactly(
            new Published(node.id(), OWN), new Published(node.id(), NodeCapabilities.NONE));
  }
}
