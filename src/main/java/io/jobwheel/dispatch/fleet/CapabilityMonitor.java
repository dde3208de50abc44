package io.jobwheel.dispatch.fleet;

import io.jobwheel.dispatch.BackgroundTask;
import io.jobwheel.dispatch.Node;
import io.jobwheel.dispatch.StoreFutures;
import io.jobwheel.dispatch.WaitReason;
import io.jobwheel.dispatch.WaitReasons;
import io.jobwheel.job.Job;
import io.jobwheel.store.NodeLeases;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.query.FleetCapabilities;
import io.jobwheel.store.query.NodeCapabilities;
import io.jobwheel.store.query.NodeQueries;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what this node can run, once for each of its incarnations, and keeps a copy of what the
 * nodes with a valid lease can run together. What is too old is not used, so an answer is never
 * wrong for longer than {@link #VALID}. Safe for use by any thread.
 */
public final class CapabilityMonitor implements WaitReasons {

  /** Maximum interval between two reads of the store. */
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /** The time for which a copy is used if the store cannot be read any more. */
  static final Duration VALID = Duration.ofSeconds(30);

  private static final Logger log = LoggerFactory.getLogger(CapabilityMonitor.class);

  /** A copy, and the time of the ticker until which it is used. */
  private record Snapshot(FleetCapabilities fleet, long until) {}

  private final NodeLeases leases;
  private final NodeQueries queries;
  private final Supplier<Node> node;
  private final NodeCapabilities capabilities;
  private final Duration every;
  private final Duration limit;
  private final Ticker ticker;
  private final BackgroundTask task;

  // confined to the task's thread
  private @Nullable UUID publishedFor;
  private boolean publishedNone;

  // written by the thread that stops the node, read by the task's thread
  private volatile boolean withdrawn;

  // written by the task's thread, read by any thread
  private volatile @Nullable Snapshot snapshot;

  /**
   * Creates a monitor.
   *
   * @param node returns the current incarnation of this node
   * @param capabilities what this node can run
   * @param every interval of reads; more than {@link #LONGEST_PAUSE} is cut to it
   * @param limit maximum time to wait for a write to the store
   */
  public CapabilityMonitor(
      NodeLeases leases,
      NodeQueries queries,
      Supplier<Node> node,
      NodeCapabilities capabilities,
      Duration every,
      Duration limit,
      Ticker ticker) {
    this.leases = leases;
    this.queries = queries;
    this.node = node;
    this.capabilities = capabilities;
    this.every = every.compareTo(LONGEST_PAUSE) < 0 ? every : LONGEST_PAUSE;
    this.limit = limit;
    this.ticker = ticker;
    this.task = new BackgroundTask("jobwheel-capabilities", ticker, this::runOnce);
  }

  public void start() {
    task.start();
  }

  /** Returns what this node can run now. */
  public NodeCapabilities current() {
    return withdrawn ? NodeCapabilities.NONE : capabilities;
  }

  /** Publishes, without waiting for it, that this node starts no more jobs. */
  public void withdraw() {
    withdrawn = true;
    task.wake();
  }

  public void stop() {
    task.stop(limit);
  }

  private Duration runOnce() throws InterruptedException {
    try {
      publish();
      long readAt = ticker.read();
      snapshot = new Snapshot(queries.capabilities(), readAt + VALID.toNanos());
    } catch (StoreUnavailableException e) {
      log.debug("The capabilities of nodes cannot be published or read: {}", e.toString());
    }
    return every;
  }

  private void publish() throws InterruptedException {
    UUID id = node.get().id();
    boolean none = withdrawn;
    if (id.equals(publishedFor) && none == publishedNone) {
      return;
    }
    // if the node was removed, it continues as another incarnation
    var _ =
        StoreFutures.get(leases.publish(id, none ? NodeCapabilities.NONE : capabilities), limit);
    publishedFor = id;
    publishedNone = none;
  }

  /** {@inheritDoc} */
  @Override
  public @Nullable WaitReason of(Job job) {
    if (!job.state().isWaiting()) {
      return null;
    }
    Snapshot now = snapshot;
    boolean startable =
        now == null || ticker.hasReached(now.until()) || now.fleet().canRun(job.type(), job.mode());
    return startable ? null : WaitReason.NO_NODE;
  }
}
