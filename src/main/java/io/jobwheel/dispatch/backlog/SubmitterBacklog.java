package io.jobwheel.dispatch.backlog;

import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * What this node believes about the waiting jobs of one submitter with a limit. Safe from any
 * thread.
 *
 * <p>The registry is counted before the first job is admitted, so that a restart opens no door, and
 * then again when a submit comes and the last count is too old. In between the node keeps account
 * itself. Where the registry is shared, others admit jobs at the same time, so a node uses but a
 * part of what a count left free and then counts anew: the fewer are free, the sooner. A job that
 * is on its way to the registry during a count may be counted twice, until the next one, and never
 * not at all.
 */
final class SubmitterBacklog {

  /**
   * On what terms it is counted.
   *
   * @param every how old a count may be, as long as counting is quick
   * @param shared whether other nodes admit jobs too
   * @param limit how long to wait for another thread's count
   * @param ticker measures the age of a count
   */
  record Terms(Duration every, boolean shared, Duration limit, Ticker ticker) {}

  /** What a node uses of the free room before it counts anew, where others take some as well. */
  private static final int PART = 8;

  /** But no less than this part of the limit, so that a count pays. */
  private static final int LEAST_PART = 100;

  /** Others are refused meanwhile, so it is seen soon that there is room again. */
  private static final Duration EVERY_WHEN_FULL = Duration.ofSeconds(1);

  private enum Answer {
    TAKEN,
    FULL,
    COUNT_FIRST
  }

  private final LongSupplier registry;
  private final Terms terms;

  // one count at a time; never taken by who holds the monitor
  private final ReentrantLock counting = new ReentrantLock();

  // guarded by this
  private boolean known;
  private long waiting;
  private long onTheirWay;
  private long everCame;
  private long admittedSince;
  private long found;
  private long countedAt;
  private long took;

  /** A line that is not known yet; {@code registry} counts it. */
  SubmitterBacklog(LongSupplier registry, Terms terms) {
    this.registry = registry;
    this.terms = terms;
  }

  /**
   * Makes room for jobs that will wait; false when there is none. What is admitted has to be
   * followed by {@link #stored} or {@link #notStored}.
   *
   * @throws StoreUnavailableException when the line had to be counted and could not be
   */
  boolean admit(int jobs, long limit) {
    boolean fresh = false;
    while (true) {
      switch (take(jobs, limit, fresh)) {
        case TAKEN -> {
          return true;
        }
        case FULL -> {
          return false;
        }
        case COUNT_FIRST -> fresh = count(jobs, limit);
      }
    }
  }

  private synchronized Answer take(int jobs, long limit, boolean fresh) {
    if (!fresh && isCountDue(jobs, limit)) {
      return Answer.COUNT_FIRST;
    }
    if (waiting + jobs > limit) {
      return Answer.FULL;
    }
    waiting += jobs;
    onTheirWay += jobs;
    everCame += jobs;
    admittedSince += jobs;
    return Answer.TAKEN;
  }

  private synchronized boolean isCountDue(int jobs, long limit) {
    if (!known) {
      return true;
    }
    long age = terms.ticker().read() - countedAt;
    if (waiting + jobs > limit) {
      return age >= pause(EVERY_WHEN_FULL);
    }
    long part = Math.max(1, Math.max((limit - found) / PART, limit / LEAST_PART));
    return (terms.shared() && admittedSince + jobs > part) || age >= pause(terms.every());
  }

  /** As with the whole backlog, counting takes at most a small part of the time. */
  private long pause(Duration least) {
    return Math.max(least.toNanos(), took * BacklogMonitor.SHARE);
  }

  /** Counts unless somebody else just did; whether it has. */
  private boolean count(int jobs, long limit) {
    try {
      if (!counting.tryLock(terms.limit().toMillis(), TimeUnit.MILLISECONDS)) {
        throw new StoreUnavailableException(
            "What waits of the submitter was not counted within " + terms.limit());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("Interrupted while waiting for a count", e);
    }
    try {
      boolean due = isCountDue(jobs, limit);
      if (due) {
        count();
      }
      return due;
    } finally {
      counting.unlock();
    }
  }

  private void count() {
    long cameBefore;
    long unsure;
    synchronized (this) {
      cameBefore = everCame;
      unsure = onTheirWay;
    }
    long begin = terms.ticker().read();
    long counted = registry.getAsLong();
    synchronized (this) {
      waiting = counted + unsure + everCame - cameBefore;
      found = waiting;
      admittedSince = 0;
      countedAt = terms.ticker().read();
      took = countedAt - begin;
      known = true;
    }
  }

  /** Jobs that were admitted are in the registry. */
  synchronized void stored(int jobs) {
    onTheirWay -= jobs;
  }

  /** Jobs that were admitted did not get there. */
  synchronized void notStored(int jobs) {
    onTheirWay -= jobs;
    left(jobs);
  }

  /** Jobs wait no more. */
  synchronized void left(int jobs) {
    waiting = Math.max(waiting - jobs, 0);
  }

  /** A job waits again, whatever the limit. */
  synchronized void cameBack() {
    waiting++;
    everCame++;
  }

  /** How many more may wait; empty when it was not counted yet. */
  synchronized OptionalLong room(long limit) {
    return known ? OptionalLong.of(Math.max(limit - waiting, 0)) : OptionalLong.empty();
  }

  /** How many wait, as far as this node knows. */
  synchronized long waiting() {
    return waiting;
  }
}
