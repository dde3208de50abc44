package io.jobwheel.dispatch.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.jobwheel.LogCapture;
import io.jobwheel.dispatch.DispatchProperties;
import io.jobwheel.dispatch.Node;
import io.jobwheel.execution.attempt.Attempt;
import io.jobwheel.execution.attempt.CancelReason;
import io.jobwheel.execution.attempt.RunningAttempt;
import io.jobwheel.execution.attempt.RunningJobs;
import io.jobwheel.store.NodeLeases;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.query.NodeCapabilities;
import io.jobwheel.store.query.NodeStatus;
import io.jobwheel.time.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Failed renewals and lost leases, on a clock that the test moves. */
@Timeout(30)
class LeaseKeeperTest {

  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final Duration RENEW_EVERY = Duration.ofSeconds(3);

  /** The time of the fence: two renewal intervals before the lease expires. */
  private static final Duration FENCE = Duration.ofSeconds(9);

  private final TestClock clock = TestClock.at(Instant.EPOCH);
  private volatile Supplier<NodeStatus> status = LeaseKeeperTest::status;
  private final RunningJobs running = new RunningJobs(clock, clock);
  private final NodeAdmission admission = new NodeAdmission(clock);
  private final Leases leases = new Leases();
  private final LeaseKeeper keeper =
      new LeaseKeeper(leases, running, admission, properties(), "test", () -> status.get(), clock);

  /** Renews unless a test replaces it. */
  private static final class Leases implements NodeLeases {
    final List<UUID> registered = new CopyOnWriteArrayList<>();
    final List<Optional<NodeStatus>> statuses = new CopyOnWriteArrayList<>();
    final AtomicInteger renewals = new AtomicInteger();
    volatile CompletableFuture<Boolean> answer = CompletableFuture.completedFuture(true);

    @Override
    public CompletableFuture<Void> register(UUID node, String name, Duration lease) {
      registered.add(node);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Boolean> renew(
        UUID node, Duration lease, @Nullable NodeStatus status) {
      statuses.add(Optional.ofNullable(status));
      renewals.incrementAndGet();
      return answer;
    }

    @Override
    public CompletableFuture<Boolean> publish(UUID id, NodeCapabilities capabilities) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Rescue> release(UUID node, Instant now) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Rescue> rescueExpired(UUID rescuer, int maxCrashes, Instant now) {
      throw new UnsupportedOperationException();
    }
  }

  private static NodeStatus status() {
    return new NodeStatus(
        "1.2.3", 4, Set.of(), List.of(), new NodeStatus.NodeCounts(1, 2, 3, 4, 5, 6));
  }

  private static DispatchProperties properties() {
    return new DispatchProperties(
        10,
        10,
        10,
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        LEASE,
        RENEW_EVERY,
        3,
        Duration.ZERO,
        Duration.ZERO);
  }

  @BeforeEach
  void start() throws InterruptedException {
    admission.open();
    keeper.start();
    awaitRenewals(1);
  }

  @AfterEach
  void stop() {
    keeper.stop();
  }

  private void awaitRenewals(int renewals) {
    await().untilAsserted(() -> assertThat(leases.renewals).hasValue(renewals));
  }

  private RunningAttempt runningAttempt() {
    return running.add(new Attempt(NodeFaultsTest.runningJobOf("probe", 1), Instant.EPOCH));
  }

  private void storeGoesAway() {
    leases.answer = CompletableFuture.failedFuture(new StoreUnavailableException("away"));
  }

  @Test
  void theLeaseIsRenewedAtItsIntervalAndNotMoreOften() throws InterruptedException {
    for (int renewal = 2; renewal < 10; renewal++) {
      assertThat(clock.passPause()).isEqualTo(RENEW_EVERY);
      awaitRenewals(renewal);
      assertThat(admission.isOpen()).isTrue();
    }
    assertThat(leases.registered).containsExactly(keeper.node().id());
  }

  @Test
  void eachRenewalPublishesTheStatusOfThatMoment() throws InterruptedException {
    NodeStatus later =
        new NodeStatus(null, 0, Set.of(), List.of(), new NodeStatus.NodeCounts(7, 7, 7, 7, 7, 7));
    status = () -> later;
    var _ = clock.passPause();
    awaitRenewals(2);
    assertThat(leases.statuses).containsExactly(Optional.of(status()), Optional.of(later));
  }

  @Test
  void aNodeWhoseStatusCannotBeDeterminedKeepsItsLease() throws InterruptedException {
    status =
        () -> {
          throw new IllegalStateException("planted");
        };
    var _ = clock.passPause();
    awaitRenewals(2);
    assertThat(clock.awaitPause()).as("as after a success").isEqualTo(RENEW_EVERY);
    assertThat(leases.statuses.getLast()).isEmpty();
    assertThat(admission.isOpen()).isTrue();
  }

  @Test
  void theTimeThatTheStatusTakesShortensTheWaitForTheRenewal() throws InterruptedException {
    AtomicReference<Duration> waited = new AtomicReference<>();
    leases.answer =
        new CompletableFuture<>() {
          @Override
          public Boolean get(long time, TimeUnit unit) throws TimeoutException {
            waited.set(Duration.of(time, unit.toChronoUnit()));
            throw new TimeoutException();
          }
        };
    status =
        () -> {
          clock.advance(FENCE.minus(RENEW_EVERY).minusSeconds(1));
          return status();
        };
    var _ = clock.passPause();
    await().until(() -> waited.get() != null);
    assertThat(waited.get()).as("no longer than until the fence").isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void aNodeThatCannotRenewStopsWhatItRunsBeforeItsLeaseEndsAndNotTooEarly()
      throws InterruptedException {
    RunningAttempt attempt = runningAttempt();
    storeGoesAway();
    Duration passed = Duration.ZERO;
    while (attempt.cancelReason() == null) {
      assertThat(admission.isOpen()).as("%s after the renewal", passed).isTrue();
      int before = leases.renewals.get();
      passed = passed.plus(clock.passPause());
      awaitRenewals(before + 1);
      var _ = clock.awaitPause(); // the run is over
    }
    assertThat(attempt.cancelReason()).isEqualTo(CancelReason.LEASE_LOST);
    assertThat(admission.status()).isEqualTo(NodeAdmission.Status.UNLEASED);
    assertThat(passed).isBetween(FENCE, LEASE.minus(RENEW_EVERY));
    assertThat(keeper.sinceRenewal()).hasValue(passed);
  }

  @Test
  void anOutageIsLoggedWhenItBeginsAndWhenItEnds() throws InterruptedException {
    var _ = runningAttempt();
    try (LogCapture log = new LogCapture(LeaseKeeper.class.getName(), Level.INFO)) {
      storeGoesAway();
      for (int renewal = 2; renewal < 12; renewal++) {
        var _ = clock.passPause();
        awaitRenewals(renewal);
        var _ = clock.awaitPause(); // the run is over
      }
      leases.answer = CompletableFuture.completedFuture(true);
      var _ = clock.passPause();
      awaitRenewals(12);
      var _ = clock.awaitPause();
      assertThat(log.events())
          .extracting(ILoggingEvent::getFormattedMessage)
          .satisfiesExactly(
              begin -> assertThat(begin).contains("could not renew"),
              fence -> assertThat(fence).contains("stopping its jobs").contains("jobs=1"),
              end -> assertThat(end).contains("renewed its lease"));
    }
  }

  @Test
  void aNodeThatIsFrozenPastItsLeaseTakesNothingWhenItGoesOn() {
    storeGoesAway();
    clock.advance(LEASE);
    assertThat(admission.isOpen()).isFalse();
  }

  @Test
  void aNodeThatCanRenewAgainInTimeKeepsItsLeaseAndWhatItRuns() throws InterruptedException {
    RunningAttempt attempt = runningAttempt();
    Node incarnation = keeper.node();
    storeGoesAway();
    var _ = clock.passPause();
    awaitRenewals(2);
    var _ = clock.awaitPause();
    leases.answer = CompletableFuture.completedFuture(true);
    assertThat(clock.passPause()).as("sooner retry").isLessThan(RENEW_EVERY);
    awaitRenewals(3);
    await().until(() -> keeper.sinceRenewal().orElseThrow().isZero());
    assertThat(attempt.cancelReason()).isNull();
    assertThat(keeper.node()).isEqualTo(incarnation);
    clock.advance(LEASE.minusNanos(1));
    assertThat(admission.isOpen()).isTrue();
  }

  @Test
  void aNodeWhoseJobsWereTakenOverStopsThemAndGoesOnAsANewIncarnation()
      throws InterruptedException {
    RunningAttempt attempt = runningAttempt();
    Node before = keeper.node();
    leases.answer = CompletableFuture.completedFuture(false);
    var _ = clock.passPause();
    await().until(() -> leases.registered.size() == 2);
    await().until(() -> !keeper.node().equals(before));
    assertThat(attempt.cancelReason()).isEqualTo(CancelReason.LEASE_LOST);
    assertThat(leases.registered).containsExactly(before.id(), keeper.node().id());
    leases.answer = CompletableFuture.completedFuture(true);
    await().until(admission::isOpen);
  }
}
