package io.jobwheel.dispatch.recovery;

import io.jobwheel.dispatch.BackgroundTask;
import io.jobwheel.dispatch.DispatchProperties;
import io.jobwheel.dispatch.Node;
import io.jobwheel.dispatch.StoreFutures;
import io.jobwheel.execution.attempt.CancelReason;
import io.jobwheel.execution.attempt.RunningJobs;
import io.jobwheel.job.Durations;
import io.jobwheel.store.NodeLeases;
import io.jobwheel.store.query.NodeStatus;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Keeps this node's lease, on a thread of its own. A node that cannot renew its lease cancels its
 * attempts before the lease expires, so that no job runs twice at a time unless its handler ignores
 * the cancellation; outcomes are also fenced. A node whose jobs were rescued continues under a new
 * id, after its old attempts have ended or {@code jobwheel.dispatch.drain-grace} is over.
 */
public final class LeaseKeeper {

  private static final Logger log = LoggerFactory.getLogger(LeaseKeeper.class);

  private static final Duration SHORTEST = Duration.ofMillis(100);

  private final NodeLeases leases;
  private final RunningJobs running;
  private final NodeAdmission admission;
  private final DispatchProperties properties;
  private final String name;
  private final Supplier<NodeStatus> status;
  private final Ticker ticker;
  private final BackgroundTask task;

  // written by start-up and the task's thread, read by any thread
  private volatile Node node;

  // written by start-up, then by the task's thread; read by any thread
  private volatile long renewedAt;
  private volatile boolean registered;

  // confined to the task's thread after start-up
  private boolean failing;
  private boolean fenced;

  /**
   * Creates a keeper.
   *
   * @param name name of this node
   * @param status returns what this node does, which is published with each renewal
   */
  public LeaseKeeper(
      NodeLeases leases,
      RunningJobs running,
      NodeAdmission admission,
      DispatchProperties properties,
      String name,
      Supplier<NodeStatus> status,
      Ticker ticker) {
    this.leases = leases;
    this.running = running;
    this.admission = admission;
    this.properties = properties;
    this.name = name;
    this.status = status;
    this.ticker = ticker;
    this.task = new BackgroundTask("jobwheel-lease", ticker, this::runOnce);
    this.node = newNode();
  }

  /** Returns the current identity of this node. Safe for any thread. */
  public Node node() {
    return node;
  }

  /**
   * Acquires the first lease, and renews it from then on.
   *
   * @throws StoreUnavailableException if the store does not commit within {@code
   *     jobwheel.dispatch.write-timeout}
   */
  public void start() throws InterruptedException {
    register(node);
    task.start();
  }

  public void stop() {
    task.stop(properties.renewEvery().multipliedBy(2));
  }

  /** Returns the time since the last renewal; empty before the first lease. Safe for any thread. */
  public Optional<Duration> sinceRenewal() {
    return registered ? Optional.of(ticker.since(renewedAt)) : Optional.empty();
  }

  private Duration runOnce() throws InterruptedException {
    NodeStatus published = currentStatus(); // may take time, which the limit must not include
    long requestedAt = ticker.read();
    try {
      Duration limit = shorter(properties.renewEvery(), untilFence());
      if (StoreFutures.get(leases.renew(node.id(), properties.lease(), published), limit)) {
        renewed(requestedAt);
      } else {
        log.warn("{} - lease expired; other nodes rescued its jobs", node.name());
        fence();
        // attempts of the old incarnation should not overlap with those of the new one
        var _ = running.awaitNone(properties.drainGrace());
        register(newNode());
      }
      return properties.renewEvery();
    } catch (RuntimeException e) {
      Duration age = ticker.since(renewedAt);
      Level level = failing ? Level.DEBUG : Level.WARN; // an outage may last
      log.atLevel(level)
          .log("{} - could not renew its lease (age={}, {})", node.name(), age, e.toString());
      failing = true;
      if (untilFence().isZero()) {
        fence();
      }
      return shorter(properties.renewEvery().dividedBy(3), untilFence().plusMillis(1));
    }
  }

  /** Returns the status, or {@code null} after an error, which must not cost the lease. */
  private @Nullable NodeStatus currentStatus() {
    try {
      return status.get();
    } catch (RuntimeException e) {
      log.debug("{} - its status cannot be determined", node.name(), e);
      return null;
    }
  }

  /** Returns the time until the fence: two renewal intervals before the lease expires. */
  private Duration untilFence() {
    Duration safe = properties.lease().minus(properties.renewEvery().multipliedBy(2));
    return Durations.greatest(safe.minus(ticker.since(renewedAt)), Duration.ZERO);
  }

  private static Duration shorter(Duration one, Duration other) {
    return Durations.greatest(Durations.least(one, other), SHORTEST);
  }

  private void register(Node incarnation) throws InterruptedException {
    long requestedAt = ticker.read();
    var _ =
        StoreFutures.get(
            leases.register(incarnation.id(), name, properties.lease()), properties.writeTimeout());
    node = incarnation;
    renewed(requestedAt);
  }

  private void renewed(long requestedAt) {
    if (failing) {
      log.info("{} - renewed its lease (age={})", node.name(), ticker.since(renewedAt));
    }
    failing = false;
    fenced = false;
    renewedAt = requestedAt; // the lease began later than that, so it is valid at least as long
    registered = true;
    admission.leasedUntil(requestedAt + properties.lease().toNanos());
  }

  private void fence() {
    admission.unleased();
    int stopped = running.cancelAll(CancelReason.LEASE_LOST);
    if (stopped > 0 && !fenced) {
      log.warn(
          "{} - stopping its jobs, because it may no longer own them (jobs={})",
          node.name(),
          stopped);
      fenced = true;
    }
  }

  private Node newNode() {
    return new Node(UUID.randomUUID(), name);
  }
}
