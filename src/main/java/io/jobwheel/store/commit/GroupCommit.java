package io.jobwheel.store.commit;

import io.jobwheel.store.StoreRefusedException;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.threads.PerpetualThread;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits the writes of many callers in one transaction.
 *
 * <p>A commit waits for the disk and costs about the same for one row as for a thousand. The writer
 *
 * <ol>
 *   <li>takes the waiting writes, up to a number and a size, and blocks only if there are none;
 *   <li>executes them kind by kind, each kind as one batch, and commits. The next batch gathers
 *       meanwhile: a busy store has large batches, and an idle one adds no delay;
 *   <li>completes the future of each caller after the commit;
 *   <li>if a write was refused, rolls back and executes the two halves of the batch separately, and
 *       so on, until the faulty write fails alone;
 *   <li>if a write met a lock of another transaction, commits the others without it and retries it
 *       later, before any other write of its job;
 *   <li>if the store itself failed, fails all futures of the batch. Callers decide whether to
 *       retry.
 * </ol>
 *
 * <p>An instance has its own thread, connection and queue. A database that takes several writers
 * has several instances; all writes of a job go to the same one.
 */
public final class GroupCommit implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);

  /**
   * The limits of a group commit.
   *
   * @param maxBatch the maximum number of writes in a transaction
   * @param maxBytes the size in bytes at which a transaction takes no more writes
   * @param maxAdmissions the maximum number of waiting admissions; other writes are bounded by the
   *     admitted jobs
   * @param closeLimit the maximum time that a close waits for pending writes
   */
  public record WriteLimits(int maxBatch, long maxBytes, int maxAdmissions, Duration closeLimit) {

    // each writer holds several copies of the data that it sends: text, array, encoded
    private static final int PART_OF_HEAP = 64;

    /** Limits a transaction to 1/64 of the maximum heap. */
    public WriteLimits(int maxBatch, int maxAdmissions, Duration closeLimit) {
      this(maxBatch, Runtime.getRuntime().maxMemory() / PART_OF_HEAP, maxAdmissions, closeLimit);
    }
  }

  private final BatchCommitter committer;
  private final WriteLimits limits;
  private final Ticker ticker;
  private final Thread writer;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  // guarded by the lock
  private final ArrayDeque<PendingWrite<?, ?>> waiting = new ArrayDeque<>();
  private int admissions;
  private boolean closed;
  private long closeDeadline;

  public GroupCommit(
      String name,
      WriterSession session,
      WriteLimits limits,
      StoreMetrics metrics,
      OutageLog outages,
      Ticker ticker) {
    this.committer = new BatchCommitter(session, metrics, outages, ticker);
    this.ticker = ticker;
    this.limits = limits;
    writer = PerpetualThread.start("jobwheel-store-" + name, this::run);
  }

  /**
   * Enqueues an item. The future completes on the writer's thread after the commit. It fails with
   * {@link StoreUnavailableException} if the store cannot be written or another transaction holds a
   * needed lock, and with {@link StoreRefusedException} if the write is refused. Cancelling it
   * withdraws an item that no transaction has taken up, and returns {@code false} otherwise.
   */
  <I, R extends @Nullable Object> CompletableFuture<R> write(BatchWrite<I, R> write, I item) {
    return write(new PendingWrite<>(write, item, null));
  }

  /**
   * Enqueues an item of a job or group. If another transaction holds a needed lock, the item is
   * retried until it is written or withdrawn; later writes of the same key wait for it.
   */
  <I, R extends @Nullable Object> CompletableFuture<R> write(
      UUID key, BatchWrite<I, R> write, I item) {
    return write(new PendingWrite<>(write, item, key));
  }

  private <I, R extends @Nullable Object> CompletableFuture<R> write(PendingWrite<I, R> pending) {
    String refusal = enqueue(pending);
    if (refusal != null) {
      pending.failed(new StoreUnavailableException(refusal));
    }
    return pending.answer();
  }

  /** Returns the number of writes that wait for a transaction. */
  int waiting() {
    lock.lock();
    try {
      return waiting.size() + committer.held().size();
    } finally {
      lock.unlock();
    }
  }

  /** Refuses new writes. Waiting writes are committed until the close limit. */
  void beginClose() {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        closeDeadline = ticker.after(limits.closeLimit());
      }
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Refuses new writes, commits the waiting ones and ends the writer. Writes that still wait at the
   * close limit fail. A second call waits as well and has no other effect. An interrupt does not
   * shorten the wait and is kept.
   */
  @Override
  public void close() {
    beginClose();
    if (!joinWriter()) {
      List<PendingWrite<?, ?>> abandoned = take(Integer.MAX_VALUE, Long.MAX_VALUE);
      log.warn(
          "The store writer did not end within the close limit (limit={}, abandoned={})",
          limits.closeLimit(),
          abandoned.size());
      BatchCommitter.fail(
          abandoned,
          new StoreUnavailableException("The store was closed before the write was executed."));
    }
  }

  private @Nullable String enqueue(PendingWrite<?, ?> pending) {
    lock.lock();
    try {
      if (closed) {
        return "The store is closed.";
      }
      if (pending.kind().isAdmission()) {
        int all = admissions + committer.held().admissions();
        if (all >= limits.maxAdmissions()) {
          return "The limit of waiting submissions is reached (%d).".formatted(all);
        }
        admissions++;
      }
      if (pending.kind().isUrgent()) {
        waiting.addFirst(pending);
      } else {
        waiting.addLast(pending);
      }
      arrived.signal();
      return null;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    while (awaitWork()) {
      List<PendingWrite<?, ?>> batch = List.of();
      try {
        committer.retryHeld(limits.maxBatch(), limits.maxBytes());
        batch = take(limits.maxBatch(), limits.maxBytes());
        committer.commit(batch);
      } catch (RuntimeException | Error e) {
        // neither the database nor a caller failed: the writer continues, and all futures
        // complete even if the log fails
        BatchCommitter.fail(
            batch, new StoreUnavailableException("The store writer failed: " + e, e));
        log.error("The store writer failed (writes={})", batch.size(), e);
      }
    }
    committer.close();
  }

  /** Blocks until there is something to write; {@code false} if closed and nothing is left. */
  private boolean awaitWork() {
    lock.lock();
    try {
      while (waiting.isEmpty() && !isRetryDue() && !isOver()) {
        try {
          awaitArrival();
        } catch (InterruptedException e) {
          // only close ends the writer
        }
      }
      return !isOver();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a write, at most until the next retry or the end of the close. */
  @SuppressWarnings("WaitNotInLoop") // the loop is the caller's
  private void awaitArrival() throws InterruptedException {
    WritesAwaitingLock held = committer.held();
    if (held.isEmpty()) {
      arrived.await();
    } else if (closed && closeDeadline - held.due() < 0) {
      ticker.await(arrived, closeDeadline);
    } else {
      ticker.await(arrived, held.due());
    }
  }

  private boolean isRetryDue() {
    WritesAwaitingLock held = committer.held();
    return !held.isEmpty() && ticker.hasReached(held.due());
  }

  private boolean isOver() {
    return closed
        && waiting.isEmpty()
        && (committer.held().isEmpty() || ticker.hasReached(closeDeadline));
  }

  private List<PendingWrite<?, ?>> take(int limit, long maxBytes) {
    lock.lock();
    try {
      List<PendingWrite<?, ?>> batch = new ArrayList<>(Math.min(limit, waiting.size()));
      long bytes = 0;
      while (batch.size() < limit && bytes < maxBytes && !waiting.isEmpty()) {
        PendingWrite<?, ?> next = waiting.remove();
        if (next.kind().isAdmission()) {
          admissions--;
        }
        if (next.begin()) {
          batch.add(next);
          bytes += next.bytes();
        }
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private boolean joinWriter() {
    long deadline = ticker.after(limits.closeLimit());
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return writer.join(ticker.until(deadline));
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
