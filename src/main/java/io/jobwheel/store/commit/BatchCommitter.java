package io.jobwheel.store.commit;

import io.jobwheel.store.StoreRefusedException;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.sql.RowLockedException;
import io.jobwheel.time.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits batches of writes, and finds those that a batch fails of: a write that is refused fails
 * alone; one that meets a lock is held, and tried again until it gets it. Confined to the writer's
 * thread, except for the counts.
 */
final class BatchCommitter implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(BatchCommitter.class);

  /** So many short waits for locks, and what has not been tried alone by then is held untried. */
  private static final int MAX_MISSES = 20;

  private final WriterSession session;
  private final StoreMetrics metrics;
  private final OutageLog outages;
  private final Ticker ticker;
  private final HeldWrites held;
  private int misses;
  private boolean warned;

  BatchCommitter(WriterSession session, StoreMetrics metrics, OutageLog outages, Ticker ticker) {
    this.session = session;
    this.metrics = metrics;
    this.outages = outages;
    this.ticker = ticker;
    this.held = new HeldWrites(ticker);
  }

  /** The writes that are tried again. */
  HeldWrites held() {
    return held;
  }

  /**
   * Commits a batch in as few transactions as possible. While writes are held, locks are there: the
   * others then pass by them at once instead of waiting first.
   */
  void commit(List<PendingWrite<?, ?>> batch) {
    misses = 0;
    attempt(batch, !held.isEmpty());
  }

  /** Tries so many of the held writes again, and so many bytes of them, if that is due. */
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
    misses = 0;
    try {
      attempt(batch, true);
    } catch (RuntimeException | Error e) {
      fail(batch, new StoreUnavailableException("The store's writer failed: " + e, e));
      throw e;
    }
  }

  private void report(List<PendingWrite<?, ?>> tried) {
    if (held.isEmpty() && warned) {
      warned = false;
      log.info("No write waits for a lock of another transaction any more");
    } else if (held.isOld() && !warned && !tried.isEmpty()) {
      warned = true;
      PendingWrite<?, ?> first = tried.getFirst();
      log.warn(
          "Writes wait for locks that other transactions hold (writes={}, first={} of {})",
          held.size(),
          first.kind(),
          first.key());
    }
  }

  private void attempt(List<PendingWrite<?, ?>> batch, boolean careful) {
    List<PendingWrite<?, ?>> free = new ArrayList<>(batch);
    free.removeIf(held::addFollower);
    if (free.isEmpty()) {
      return;
    }
    Set<PendingWrite<?, ?>> locked;
    try {
      locked =
          metrics.commit(
              free.size(), () -> careful ? session.commitUnlocked(free) : session.commit(free));
    } catch (RowLockedException e) {
      outages.over();
      missed(free, careful, e);
      return;
    } catch (StoreRefusedException e) {
      outages.over();
      refused(free, careful, e);
      return;
    } catch (StoreUnavailableException e) {
      metrics.failed();
      outages.failed(e);
      fail(free, e);
      return;
    }
    outages.over();
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
      List<PendingWrite<?, ?>> batch, boolean careful, StoreRefusedException refusal) {
    if (batch.size() == 1) {
      fail(batch, refusal);
    } else {
      halve(batch, careful);
    }
  }

  /** A lock was not free in time. Admissions need no row of others: what stops one stops all. */
  private void missed(List<PendingWrite<?, ?>> batch, boolean careful, RowLockedException miss) {
    if (batch.size() > 1 && !careful) {
      attempt(batch, true);
      return;
    }
    misses++;
    List<PendingWrite<?, ?>> admissions =
        batch.stream().filter(each -> each.kind().isAdmission()).toList();
    if (batch.size() == 1 || batch.size() == admissions.size() || misses > MAX_MISSES) {
      hold(batch, miss);
    } else if (admissions.isEmpty()) {
      halve(batch, careful);
    } else {
      attempt(admissions, careful);
      attempt(batch.stream().filter(each -> !each.kind().isAdmission()).toList(), careful);
    }
  }

  private void halve(List<PendingWrite<?, ?>> batch, boolean careful) {
    int half = batch.size() / 2;
    attempt(batch.subList(0, half), careful);
    attempt(batch.subList(half, batch.size()), careful);
  }

  /**
   * Writes of leases and claims have no key: their callers try again themselves, with new facts.
   */
  private void hold(List<PendingWrite<?, ?>> writes, RowLockedException miss) {
    for (PendingWrite<?, ?> write : writes) {
      UUID key = write.key();
      if (key == null) {
        write.failed(new StoreUnavailableException(String.valueOf(miss.getMessage()), miss));
      } else {
        held.add(key, write);
      }
    }
  }

  static void fail(List<PendingWrite<?, ?>> writes, RuntimeException cause) {
    writes.forEach(pending -> pending.failed(cause));
  }

  /** Gives up what is held, and closes the session. */
  @Override
  public void close() {
    fail(
        held.take(Integer.MAX_VALUE, Long.MAX_VALUE),
        new StoreUnavailableException("The store was closed before another transaction ended."));
    session.close();
  }
}
