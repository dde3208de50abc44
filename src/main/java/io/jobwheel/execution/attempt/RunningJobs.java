package io.jobwheel.execution.attempt;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.time.Ticker;
import java.time.Duration;
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

/** What this node runs; owns cancelling, since a future cannot interrupt. Safe from any thread. */
public final class RunningJobs {

  private final Set<RunningAttempt> attempts = ConcurrentHashMap.newKeySet();
  private final Map<UUID, RunningAttempt> latest = new ConcurrentHashMap<>();
  private final AtomicLong payloads = new AtomicLong();
  private volatile Runnable removal = () -> {};
  // written at shutdown, read by any thread
  private volatile boolean closed;

  private final Ticker ticker;

  /** Makes an empty one that measures time limits by that ticker. */
  public RunningJobs(Ticker ticker) {
    this.ticker = ticker;
  }

  /** Calls that, on any thread, whenever an attempt was removed; it must not block. */
  public void onRemoval(Runnable listener) {
    removal = listener;
  }

  /**
   * Makes an attempt known, before it goes to its lane. An older attempt of the same job that is
   * still here has lost its claim by that, and is told to end.
   */
  public RunningAttempt add(Attempt attempt) {
    RunningAttempt running = new RunningAttempt(attempt, ticker);
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

  /** Lets no other body begin: whatever is added from now on is given back. */
  public void close() {
    closed = true;
    var _ = cancelAll(CancelReason.SHUTDOWN);
  }

  /** Forgets an attempt that has left its lane. */
  public void remove(RunningAttempt running) {
    latest.remove(running.attempt().job().id(), running);
    if (attempts.remove(running)) {
      payloads.addAndGet(-running.attempt().job().payload().length());
    }
    running.ended().complete(null);
    removal.run();
  }

  /** How many characters the payloads of all attempts have that are here. */
  public long payloads() {
    return payloads.get();
  }

  public int count() {
    return attempts.size();
  }

  /** How many attempts of that mode go on although their time limit is over. */
  public long overdue(ExecutionMode mode) {
    return attempts.stream()
        .filter(running -> running.attempt().job().mode() == mode && running.isOverdue())
        .count();
  }

  /** Whether that very attempt is here. */
  public boolean has(UUID jobId, int attempt) {
    RunningAttempt running = latest.get(jobId);
    return running != null && running.attempt().job().attempt() == attempt;
  }

  /** Tells the attempt of that job to end; false when none runs here. */
  public boolean cancel(UUID jobId, CancelReason reason) {
    RunningAttempt running = latest.get(jobId);
    if (running == null) {
      return false;
    }
    running.cancel(reason);
    return true;
  }

  /** Tells every attempt to end; how many there are. */
  public int cancelAll(CancelReason reason) {
    Collection<RunningAttempt> all = List.copyOf(attempts);
    all.forEach(running -> running.cancel(reason));
    return all.size();
  }

  /** Waits until nothing runs, at most so long; whether that is so. */
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
