package io.jobwheel.dispatch.backlog;

import io.jobwheel.execution.Lane;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What this node believes about the waiting line of one mode. The registry is the truth; this says
 * whether asking it is worth while, and about how long the line is. Safe from any thread.
 */
public final class LaneBacklog {

  private final Lane lane;
  private final AtomicLong arrivals = new AtomicLong();
  private final AtomicLong waiting = new AtomicLong();
  // a node that has just started does not know
  private volatile boolean maybeMore = true;
  private volatile boolean counted;

  LaneBacklog(Lane lane) {
    this.lane = lane;
  }

  /** The lane that takes the jobs of this line. */
  public Lane lane() {
    return lane;
  }

  /** Jobs were queued, and that is committed; or it is time to ask again. */
  void arrived() {
    arrivals.incrementAndGet();
    maybeMore = true;
  }

  /** Whether jobs may be waiting. */
  public boolean maybeMore() {
    return maybeMore;
  }

  /**
   * Whether so many new jobs may take slots at once: nobody waits, or there are slots for all who
   * wait as well.
   */
  public boolean overtakesNobody(int jobs) {
    return !maybeMore || (counted && lane.free() - waiting() >= jobs);
  }

  /** A mark to be taken before asking the registry. */
  public long arrivals() {
    return arrivals.get();
  }

  /** The registry had no more jobs for us, asked after that mark. */
  public void wasEmpty(long mark) {
    maybeMore = false;
    if (arrivals.get() != mark) {
      maybeMore = true; // some came while we asked
    }
  }

  /** Makes room for jobs in the line; false when it is full. */
  public boolean admit(int jobs, long limit) {
    if (waiting.addAndGet(jobs) > limit) {
      left(jobs);
      return false;
    }
    return true;
  }

  /** Jobs left the line, or never came into it. */
  public void left(int jobs) {
    waiting.addAndGet(-jobs);
  }

  /** A job waits again, whatever the limit. */
  void returned() {
    waiting.incrementAndGet();
  }

  /** How long the line is, by the registry. */
  void counted(long jobs) {
    waiting.set(jobs);
    counted = true;
  }

  public long waiting() {
    return Math.max(waiting.get(), 0);
  }
}
