package io.jobwheel.dispatch.recovery;

import io.jobwheel.dispatch.BackgroundTask;
import io.jobwheel.dispatch.DispatchProperties;
import io.jobwheel.dispatch.Node;
import io.jobwheel.dispatch.StoreFutures;
import io.jobwheel.execution.attempt.CancelReason;
import io.jobwheel.execution.attempt.RunningJobs;
import io.jobwheel.job.Durations;
import io.jobwheel.store.NodeLeases;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this node's lease, on a thread of its own. A node that cannot renew stops what it runs
 * before the lease ends, so that a job does not run twice at a time unless its body ignores that;
 * what is recorded is fenced all the same. One whose jobs were rescued goes on as a new
 * incarnation, once its old bodies have ended or the drain's grace is over.
 */
public final class LeaseKeeper {

  private static final Logger log = LoggerFactory.getLogger(LeaseKeeper.class);

  private static final Duration SHORTEST = Duration.ofMillis(100);

  private final NodeLeases leases;
  private final RunningJobs running;
  private final Admission admission;
  private final DispatchProperties properties;
  private final String name;
  private final Ticker ticker;
  private final BackgroundTask duty;

  // written by start-up and the duty's thread, read by any thread
  private volatile Node node;

  // written by start-up, then by the duty's thread; read by any thread
  private volatile long renewedAt;
  private volatile boolean registered;

  public LeaseKeeper(
      NodeLeases leases,
      RunningJobs running,
      Admission admission,
      DispatchProperties properties,
      String name,
      Ticker ticker) {
    this.leases = leases;
    this.running = running;
    this.admission = admission;
    this.properties = properties;
    this.name = name;
    this.ticker = ticker;
    this.duty = new BackgroundTask("jobwheel-lease", ticker, this::round);
    this.node = newNode();
  }

  /** Who this process is now. Any thread. */
  public Node node() {
    return node;
  }

  /** Takes the first lease, and keeps it from then on. */
  public void start() throws InterruptedException {
    register(node);
    duty.start();
  }

  public void stop() {
    duty.stop(properties.renewEvery().multipliedBy(2));
  }

  /** How long ago the lease was last taken or renewed; empty before the first. Any thread. */
  public Optional<Duration> sinceRenewal() {
    return registered ? Optional.of(ticker.since(renewedAt)) : Optional.empty();
  }

  private Duration round() throws InterruptedException {
    long asked = ticker.read();
    try {
      Duration limit = shorter(properties.renewEvery(), untilFence());
      if (StoreFutures.get(leases.renew(node.id(), properties.lease()), limit)) {
        renewed(asked);
      } else {
        log.warn("{} - its lease had ended and its jobs were taken over", node.name());
        fence();
        // bodies of the old incarnation should not meet those of the new one
        var _ = running.awaitNone(properties.drainGrace());
        register(newNode());
      }
      return properties.renewEvery();
    } catch (RuntimeException e) {
      Duration age = ticker.since(renewedAt);
      log.warn("{} - could not renew its lease (age={}, {})", node.name(), age, e.toString());
      if (untilFence().isZero()) {
        fence();
      }
      return shorter(properties.renewEvery().dividedBy(3), untilFence().plusMillis(1));
    }
  }

  /** How long until the node has to stop what it runs: two renewals' time before its lease ends. */
  private Duration untilFence() {
    Duration safe = properties.lease().minus(properties.renewEvery().multipliedBy(2));
    return Durations.greatest(safe.minus(ticker.since(renewedAt)), Duration.ZERO);
  }

  private static Duration shorter(Duration one, Duration other) {
    return Durations.greatest(Durations.least(one, other), SHORTEST);
  }

  private void register(Node incarnation) throws InterruptedException {
    long asked = ticker.read();
    var _ =
        StoreFutures.get(
            leases.register(incarnation.id(), name, properties.lease()), properties.writeTimeout());
    node = incarnation;
    renewed(asked);
  }

  private void renewed(long asked) {
    renewedAt = asked; // the lease began after that, so it cannot end before we think it does
    registered = true;
    admission.leasedUntil(asked + properties.lease().toNanos());
  }

  private void fence() {
    admission.unleased();
    int stopped = running.cancelAll(CancelReason.LEASE_LOST);
    if (stopped > 0) {
      log.warn("{} - stops what it runs, it may own it no more (jobs={})", node.name(), stopped);
    }
  }

  private Node newNode() {
    return new Node(UUID.randomUUID(), name);
  }
}
