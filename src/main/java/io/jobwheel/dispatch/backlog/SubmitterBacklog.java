package io.jobwheel.dispatch.backlog;

import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * This node's count of the waiting jobs of one submitter with a limit. Safe for use by any thread.
 *
 * <p>The store is counted before the first admission, so that the limit also holds after a restart,
 * and again at an admission if the last count is too old. In between, the node keeps the count
 * itself. If other nodes share the store, a node uses only a fraction of the room that a count left
 * free before it counts again. A job that is being stored during a count may be counted twice until
 * the next count, but is never missed.
 */
final class SubmitterBacklog {

  /**
   * Options of counts.
   *
   * @param every maximum age of a count, unless counts are slow
   * @param shared whether other nodes admit jobs too
   * @param limit maximum time to wait for the count of another thread
   * @param ticker measures the age of a count
   */
  record CountOptions(Duration every, boolean shared, Duration limit, Ticker ticker) {}

  /** In a shared store, a node uses 1/8 of the free room before it counts again. */
  private static final int FRACTION_OF_FREE = 8;

  /** It uses at least 1/100 of the limit, so that counts are not too frequent. */
  private static final int FRACTION_OF_LIMIT = 100;

  /** Maximum age of a count while the backlog is full. */
  private static final Duration EVERY_WHEN_FULL = Duration.ofSeconds(1);

  private enum AdmitResult {
    ADMITTED,
    FULL,
    COUNT_FIRST
  }

  private final LongSupplier counter;
  private final CountOptions options;

  // serializes counts; acquired before the monitor, never while holding it
  private final ReentrantLock counting = new ReentrantLock();

  // guarded by this
  private boolean counted;
  private long waiting;
  private long inFlight;
  private long everAdded;
  private long admittedSince;
  private long waitingAtCount;
  private long countedAt;
  private long countDuration;

  /** Creates a backlog that {@code counter} counts. */
  SubmitterBacklog(LongSupplier counter, CountOptions options) {
    this.counter = counter;
    this.options = options;
  }

  /**
   * Admits jobs that will wait; returns false if they would exceed the limit. An admission must be
   * followed by {@link #stored} or {@link #notStored}.
   *
   * @throws StoreUnavailableException if a count is due and fails
   */
  boolean admit(int jobs, long limit) {
    boolean fresh = false;
    while (true) {
      switch (tryAdmit(jobs, limit, fresh)) {
        case ADMITTED -> {
          return true;
        }
        case FULL -> {
          return false;
        }
        case COUNT_FIRST -> fresh = count(jobs, limit);
      }
    }
  }

  private synchronized AdmitResult tryAdmit(int jobs, long limit, boolean fresh) {
    if (!fresh && isCountDue(jobs, limit)) {
      return AdmitResult.COUNT_FIRST;
    }
    if (waiting + jobs > limit) {
      return AdmitResult.FULL;
    }
    waiting += jobs;
    inFlight += jobs;
    everAdded += jobs;
    admittedSince += jobs;
    return AdmitResult.ADMITTED;
  }

  private synchronized boolean isCountDue(int jobs, long limit) {
    if (!counted) {
      return true;
    }
    long age = options.ticker().read() - countedAt;
    if (waiting + jobs > limit) {
      return age >= pause(EVERY_WHEN_FULL);
    }
    long part =
        Math.max(
            1, Math.max((limit - waitingAtCount) / FRACTION_OF_FREE, limit / FRACTION_OF_LIMIT));
    return (options.shared() && admittedSince + jobs > part) || age >= pause(options.every());
  }

  /** Returns the maximum age of a count, in nanoseconds; slow counts are made less often. */
  private long pause(Duration least) {
    return Math.max(least.toNanos(), countDuration * BacklogMonitor.SHARE);
  }

  /** Counts, unless another thread has just done so; returns whether it has counted. */
  private boolean count(int jobs, long limit) {
    try {
      if (!counting.tryLock(options.limit().toMillis(), TimeUnit.MILLISECONDS)) {
        throw new StoreUnavailableException(
            "The backlog of the submitter was not counted within " + options.limit());
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
    long addedBefore;
    long uncommitted;
    synchronized (this) {
      addedBefore = everAdded;
      uncommitted = inFlight;
    }
    long begin = options.ticker().read();
    long found = counter.getAsLong();
    synchronized (this) {
      waiting = found + uncommitted + everAdded - addedBefore;
      waitingAtCount = waiting;
      admittedSince = 0;
      countedAt = options.ticker().read();
      countDuration = countedAt - begin;
      counted = true;
    }
  }

  /** Admits jobs regardless of the limit. */
  synchronized void held(int jobs) {
    waiting += jobs;
    inFlight += jobs;
    everAdded += jobs;
    admittedSince += jobs;
  }

  /** Records that admitted jobs were stored. */
  synchronized void stored(int jobs) {
    inFlight -= jobs;
  }

  /** Removes admitted jobs that were not stored. */
  synchronized void notStored(int jobs) {
    inFlight -= jobs;
    left(jobs);
  }

  /** Removes jobs that were claimed or cancelled. */
  synchronized void left(int jobs) {
    waiting = Math.max(waiting - jobs, 0);
  }

  /** Adds a job that waits again, regardless of the limit. */
  synchronized void requeued() {
    waiting++;
    everAdded++;
  }

  /** Returns the number of further jobs that may wait; empty before the first count. */
  synchronized OptionalLong room(long limit) {
    return counted ? OptionalLong.of(Math.max(limit - waiting, 0)) : OptionalLong.empty();
  }

  /** Returns the number of waiting jobs by this count. */
  synchronized long waiting() {
    return waiting;
  }
}
