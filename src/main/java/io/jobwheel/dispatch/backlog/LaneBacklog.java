package io.jobwheel.dispatch.backlog;

import io.jobwheel.execution.Lane;
import java.util.concurrent.atomic.AtomicLong;

/**
 * This node's estimate of the backlog of one mode: whether a claim may find jobs, and about how
 * many jobs wait. The store alone is exact. Safe for use by any thread.
 */
public final class LaneBacklog {

  private final Lane lane;
  private final AtomicLong arrivals = new AtomicLong();
  private final AtomicLong waiting = new AtomicLong();
  // of them, those that a write may not have stored yet
  private final AtomicLong unwritten = new AtomicLong();
  // unknown until the first claim
  private volatile boolean mayHaveJobs = true;
  private volatile boolean counted;
  // of the waiting jobs, those that are known to be paused; 0 if unknown
  private volatile long heldBack;

  LaneBacklog(Lane lane) {
    this.lane = lane;
  }

  /** Returns the lane that runs the jobs of this backlog. */
  public Lane lane() {
    return lane;
  }

  /** Records that a claim may find jobs: some were queued and committed, or a poll is due. */
  void expectJobs() {
    arrivals.incrementAndGet();
    mayHaveJobs = true;
  }

  /** Records that a claim may find any of the waiting jobs, because a pause may have ended. */
  void expectAll() {
    heldBack = 0;
    expectJobs();
  }

  /** Returns whether a claim may find jobs. */
  public boolean mayHaveJobs() {
    return mayHaveJobs;
  }

  /**
   * Returns whether that number of new jobs may take slots at once: no job waits, or there are free
   * slots for all waiting jobs as well. Paused jobs need no slots: otherwise, since a claim reads
   * over them, new jobs would arrive during each claim, wait, and cause the next one without end.
   */
  public boolean canStartAtOnce(int jobs) {
    return !mayHaveJobs || (counted && lane.free() - Math.max(waiting() - heldBack, 0) >= jobs);
  }

  /** Returns a mark for {@link #foundEmpty}, to be taken before a claim. */
  public long arrivals() {
    return arrivals.get();
  }

  /** Records that a claim after the mark left no waiting jobs. */
  public void foundEmpty(long mark) {
    mayHaveJobs = false;
    if (arrivals.get() != mark) {
      mayHaveJobs = true; // jobs were queued during the claim
    }
  }

  /** Records that a claim left that many waiting jobs, because they are paused. */
  public void foundPaused(long jobs) {
    heldBack = jobs;
  }

  /** Adds jobs; returns false, without adding any, if they would exceed the limit. */
  public boolean admit(int jobs, long limit) {
    if (waiting.addAndGet(jobs) > limit) {
      left(jobs);
      return false;
    }
    return true;
  }

  /** Removes a job that was cancelled; it may have been paused. */
  void cancelled() {
    heldBack = 0;
    left(1);
  }

  /** Removes jobs that were claimed or not stored. */
  public void left(int jobs) {
    waiting.addAndGet(-jobs);
  }

  /** Adds a job that waits again, regardless of the limit. */
  void requeued() {
    waiting.incrementAndGet();
  }

  /** Records that a write of admitted jobs is about to begin. */
  void writing(int jobs) {
    unwritten.addAndGet(jobs);
  }

  /** Records that a write has ended, whatever it has stored. */
  void written(int jobs) {
    unwritten.addAndGet(-jobs);
  }

  /** Returns a mark for {@link #counted}, to be taken before the store is read. */
  long mark() {
    long all = waiting.get();
    // last: if a write begins in between, the backlog is rather too long than too short
    return all - unwritten.get();
  }

  /**
   * Corrects the number of waiting jobs by a count. What has changed since the mark is kept, since
   * the count may be older.
   */
  void counted(long jobs, long mark) {
    heldBack = 0;
    waiting.addAndGet(jobs - mark);
    counted = true;
  }

  /** Returns the number of waiting jobs. */
  public long waiting() {
    return Math.max(waiting.get(), 0);
  }
}
