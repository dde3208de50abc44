package io.jobwheel.dispatch.recovery;

import io.jobwheel.dispatch.NotAdmittedException;
import io.jobwheel.dispatch.NotAdmittedException.Reason;
import io.jobwheel.time.Ticker;
import java.time.Duration;

/**
 * Whether this node takes jobs: while it is open and its lease lasts, by its own steady clock. A
 * process that was frozen past its lease takes none when it goes on. Safe from any thread.
 */
public final class Admission {

  /** Why jobs are taken, or not. */
  public enum State {
    OPEN,
    /** There is no lease, or it is over. */
    UNLEASED,
    /** The node is starting or going down. */
    CLOSED
  }

  private final Ticker ticker;

  // written by start-up, drain and lease keeper
  private volatile boolean open;
  private volatile long leasedUntil;
  private volatile boolean leased;

  public Admission(Ticker ticker) {
    this.ticker = ticker;
  }

  public void open() {
    open = true;
  }

  /** Turns away whatever comes from now on. */
  public void close() {
    open = false;
  }

  /** The lease lasts until that moment of the ticker. */
  public void leasedUntil(long moment) {
    leasedUntil = moment;
    leased = true;
  }

  /** There is no lease. */
  public void unleased() {
    leased = false;
  }

  /** Whether jobs may be taken in and claimed. */
  public boolean isOpen() {
    return state() == State.OPEN;
  }

  public State state() {
    if (!open) {
      return State.CLOSED;
    }
    return leased && !ticker.hasReached(leasedUntil) ? State.OPEN : State.UNLEASED;
  }

  /** Throws when jobs may not be taken in. */
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
