package io.jobwheel.store.commit;

import io.jobwheel.store.StoreRefusedException;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.sql.RowLockedException;
import io.jobwheel.time.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits batches of writes, and isolates the writes that make a batch fail: a refused write fails
 * alone; a write that meets a lock is held and retried until the lock is free. Confined to the
 * writer's thread, except for the counts.
 */
final class BatchCommitter implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(BatchCommitter.class);

  /**
   * The number of lock timeouts after which the rest of a batch is held without trying each write.
   */
  private static final int MAX_LOCK_TIMEOUTS = 20;

  private final WriterSession session;
  private final StoreMetrics metrics;
  private final OutageLog outages;
  private final Ticker ticker;
  private final WritesAwaitingLock held;
  private int lockTimeouts;
  private boolean warningLogged;

  BatchCommitter(WriterSession session, StoreMetrics metrics, OutageLog outages, Ticker ticker) {
    this.session = session;
    this.metrics = metrics;
    this.outages = outages;
    this.ticker = ticker;
    this.held = new WritesAwaitingLock(ticker);
  }

  /** Returns the writes that are retried. */
  WritesAwaitingLock held() {
    return held;
  }

  /**
   * Commits a batch in as few transactions as possible. While writes are held, locked jobs are
   * skipped at once, without waiting first.
   */
  void commit(List<PendingWrite<?, ?>> batch) {
    lockTimeouts = 0;
    attempt(batch, !held.isEmpty());
  }

  /** Retries held writes, up to a number and a size in bytes, if a retry is due. */
  void retryHeld(int limit, long maxBytes) {
    if (held.isEmpty() || !ticker.hasReached(held.due())) {
      return;
    }
    int before = held.size();
    List<PendingWrite<?, ?>> batch = held.take(limit, maxBytes);
    try {
      commitHeld(batch);
    } finally {
      held.planNextTry(held.size() < before);
      report(batch);
    }
  }

  private void commitHeld(List<PendingWrite<?, ?>> batch) {
    lockTimeouts = 0;
    try {
      attempt(batch, true);
    } catch (RuntimeException | Error e) {
      fail(batch, new StoreUnavailableException("The store writer failed: " + e, e));
      throw e;
    }
  }

  private void report(List<PendingWrite<?, ?>> tried) {
    if (held.isEmpty() && warningLogged) {
      warningLogged = false;
      log.info("Writes no longer wait for locks of other transactions");
    } else if (held.isAtLongestPause() && !warningLogged && !tried.isEmpty()) {
      warningLogged = true;
      PendingWrite<?, ?> first = tried.getFirst();
      log.warn(
          "Writes wait for locks of other transactions (writes={}, first={}, key={})",
          held.size(),
          first.kind(),
          first.key());
    }
  }

  private void attempt(List<PendingWrite<?, ?>> batch, boolean skipLocked) {
    List<PendingWrite<?, ?>> free = new ArrayList<>(batch);
    free.removeIf(held::addFollower);
    if (!free.isEmpty()) {
      BatchParts.of(free).forEach(part -> attemptPart(part, skipLocked));
    }
  }

  private void attemptPart(List<PendingWrite<?, ?>> free, boolean skipLocked) {
    Set<PendingWrite<?, ?>> locked;
    try {
      locked =
          metrics.commit(
              free.size(), () -> skipLocked ? session.commitUnlocked(free) : session.commit(free));
    } catch (RowLockedException e) {
      outages.recovered();
      lockTimedOut(free, skipLocked, e);
      return;
    } catch (StoreRefusedException e) {
      outages.recovered();
      refused(free, skipLocked, e);
      return;
    } catch (StoreUnavailableException e) {
      metrics.failed();
      outages.failed(e);
      fail(free, e);
      return;
    }
    outages.recovered();
    for (PendingWrite<?, ?> write : free) {
      UUID key = write.key();
      if (key != null && locked.contains(write)) {
        held.add(key, write);
      } else {
        write.committed();
      }
    }
  }

  private void refused(
      List<PendingWrite<?, ?>> batch, boolean skipLocked, StoreRefusedException refusal) {
    if (batch.size() == 1) {
      fail(batch, refusal);
    } else {
      split(batch, skipLocked);
    }
  }

  /**
   * Handles a lock timeout. A lock that blocks one write that needs only new rows blocks all of
   * them.
   */
  private void lockTimedOut(
      List<PendingWrite<?, ?>> batch, boolean skipLocked, RowLockedException cause) {
    log.debug("Writes met a lock (writes={}, {})", batch.size(), cause.getMessage());
    if (batch.size() > 1 && !skipLocked) {
      attempt(batch, true);
      return;
    }
    lockTimeouts++;
    Map<Boolean, List<PendingWrite<?, ?>>> parts =
        batch.stream().collect(Collectors.partitioningBy(each -> each.kind().needsOnlyNewRows()));
    List<PendingWrite<?, ?>> inserts = parts.getOrDefault(true, List.of());
    List<PendingWrite<?, ?>> others = parts.getOrDefault(false, List.of());
    if (batch.size() == 1 || others.isEmpty() || lockTimeouts > MAX_LOCK_TIMEOUTS) {
      hold(batch, cause);
    } else if (inserts.isEmpty()) {
      split(batch, skipLocked);
    } else {
      attempt(inserts, skipLocked);
      attempt(others, skipLocked);
    }
  }

  private void split(List<PendingWrite<?, ?>> batch, boolean skipLocked) {
    int half = batch.size() / 2;
    attempt(batch.subList(0, half), skipLocked);
    attempt(batch.subList(half, batch.size()), skipLocked);
  }

  /**
   * Holds the writes that have a key. Writes of leases and claims have none and fail: their callers
   * retry with current values.
   */
  private void hold(List<PendingWrite<?, ?>> writes, RowLockedException cause) {
    for (PendingWrite<?, ?> write : writes) {
      UUID key = write.key();
      if (key == null) {
        write.failed(new StoreUnavailableException(String.valueOf(cause.getMessage()), cause));
      } else {
        held.add(key, write);
      }
    }
  }

  static void fail(List<PendingWrite<?, ?>> writes, RuntimeException cause) {
    writes.forEach(pending -> pending.failed(cause));
  }

  /** Fails the held writes and closes the session. */
  @Override
  public void close() {
    fail(
        held.take(Integer.MAX_VALUE, Long.MAX_VALUE),
        new StoreUnavailableException(
            "The store was closed while another transaction held a lock."));
    session.close();
  }
}
