package io.jobwheel.dispatch.recovery;

import io.jobwheel.dispatch.request.NotAdmittedException;
import io.jobwheel.dispatch.request.NotAdmittedException.Reason;
import io.jobwheel.time.Ticker;
import java.time.Duration;

/**
 * The state of whether this node accepts and claims jobs: while it is open and has a valid lease,
 * by its monotonic clock. So a process that was suspended beyond its lease accepts none when it
 * resumes. Safe for use by any thread.
 */
public final class NodeAdmission {

  /** Whether jobs are accepted. */
  public enum Status {
    /** Jobs are accepted and claimed. */
    OPEN,
    /** The node has no lease, or its lease has expired. */
    UNLEASED,
    /** The node is starting or shutting down. */
    CLOSED
  }

  private final Ticker ticker;

  // written by GracefulShutdown and LeaseKeeper
  private volatile boolean open;
  private volatile long leasedUntil;
  private volatile boolean leased;

  public NodeAdmission(Ticker ticker) {
    this.ticker = ticker;
  }

  /** Opens the node. */
  public void open() {
    open = true;
  }

  /** Closes the node, which rejects jobs from now on. */
  public void close() {
    open = false;
  }

  /** Records that the lease is valid until that time of the ticker. */
  public void leasedUntil(long moment) {
    leasedUntil = moment;
    leased = true;
  }

  /** Records that the node has no lease. */
  public void unleased() {
    leased = false;
  }

  /** Returns whether jobs may be accepted and claimed. */
  public boolean isOpen() {
    return status() == Status.OPEN;
  }

  public Status status() {
    if (!open) {
      return Status.CLOSED;
    }
    return leased && !ticker.hasReached(leasedUntil) ? Status.OPEN : Status.UNLEASED;
  }

  /**
   * Checks that jobs may be accepted.
   *
   * @throws NotAdmittedException if they may not
   */
  public void ensureOpen() {
    if (!isOpen()) {
      throw new NotAdmittedException(
          Reason.NOT_ACCEPTING,
          Duration.ofSeconds(5),
          open
              ? "This node has lost its lease and is acquiring a new one. Retry soon."
              : "This node is starting or shutting down. Retry later, or use another node.");
    }
  }
}
