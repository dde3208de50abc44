package io.jobwheel.execution.attempt;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The running attempts of this node; cancels them, since a future cannot interrupt its task. Safe
 * for use by any thread.
 */
public final class RunningJobs {

  private final Set<RunningAttempt> attempts = ConcurrentHashMap.newKeySet();
  private final Map<UUID, RunningAttempt> latest = new ConcurrentHashMap<>();
  private final AtomicLong payloads = new AtomicLong();
  private volatile Runnable removalListener = () -> {};
  // written at shutdown, read by any thread
  private volatile boolean closed;

  private final Ticker ticker;
  private final InstantSource clock;

  /**
   * Creates an empty set of attempts whose time limits are measured by the ticker. The clock tells
   * how far the deadlines of their jobs are.
   */
  public RunningJobs(Ticker ticker, InstantSource clock) {
    this.ticker = ticker;
    this.clock = clock;
  }

  /**
   * Sets the listener that is called, on any thread, after an attempt was removed. It must not
   * block.
   */
  public void onRemoval(Runnable listener) {
    removalListener = listener;
  }

  /**
   * Adds an attempt before it is passed to its lane. An older attempt of the same job has lost its
   * claim and is cancelled.
   */
  public RunningAttempt add(Attempt attempt) {
    RunningAttempt running = new RunningAttempt(attempt, ticker, clock);
    attempts.add(running);
    payloads.addAndGet(attempt.job().payload().length());
    RunningAttempt older = latest.put(attempt.job().id(), running);
    if (older != null) {
      older.cancel(CancelReason.LEASE_LOST);
    }
    if (closed) {
      running.cancel(CancelReason.SHUTDOWN);
    }
    return running;
  }

  /** Cancels all attempts, and every attempt that is added from now on, because of the shutdown. */
  public void close() {
    closed = true;
    var _ = cancelAll(CancelReason.SHUTDOWN);
  }

  /** Removes an attempt that has left its lane. */
  public void remove(RunningAttempt running) {
    latest.remove(running.attempt().job().id(), running);
    if (attempts.remove(running)) {
      payloads.addAndGet(-running.attempt().job().payload().length());
    }
    running.ended().complete(null);
    removalListener.run();
  }

  /** Returns the total length of the payloads of all attempts, in characters. */
  public long payloads() {
    return payloads.get();
  }

  /** Returns the number of attempts. */
  public int count() {
    return attempts.size();
  }

  /** Returns the number of attempts of the mode that still run after their time limit. */
  public long overdue(ExecutionMode mode) {
    return attempts.stream()
        .filter(running -> running.attempt().job().mode() == mode && running.isOverdue())
        .count();
  }

  /** Returns whether the latest attempt of the job on this node has this number. */
  public boolean has(UUID jobId, int attempt) {
    RunningAttempt running = latest.get(jobId);
    return running != null && running.attempt().job().attempt() == attempt;
  }

  /** Cancels the latest attempt of the job. Returns false if this node runs none. */
  public boolean cancel(UUID jobId, CancelReason reason) {
    RunningAttempt running = latest.get(jobId);
    if (running == null) {
      return false;
    }
    running.cancel(reason);
    return true;
  }

  /** Cancels every attempt. Returns their number. */
  public int cancelAll(CancelReason reason) {
    Collection<RunningAttempt> all = List.copyOf(attempts);
    all.forEach(running -> running.cancel(reason));
    return all.size();
  }

  /**
   * Blocks until all attempts have left their lanes or the limit is over. Returns false in the
   * latter case.
   */
  public boolean awaitNone(Duration limit) throws InterruptedException {
    long deadline = ticker.after(limit);
    while (!attempts.isEmpty()) {
      CompletableFuture<?>[] ends =
          attempts.stream().map(RunningAttempt::ended).toArray(CompletableFuture[]::new);
      try {
        CompletableFuture.allOf(ends).get(ticker.until(deadline).toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        return attempts.isEmpty();
      } catch (ExecutionException e) {
        throw new IllegalStateException("an end cannot fail", e);
      }
    }
    return true;
  }
}
