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
 * Lets all writes of a moment share one transaction.
 *
 * <p>A commit costs about the same for one row as for a thousand: it waits for the disk. So the
 * writer
 *
 * <ol>
 *   <li>takes what is waiting, up to a number and to bytes, and waits itself only when that is
 *       nothing;
 *   <li>executes it kind by kind, each kind as one batch, and commits: meanwhile the next batch
 *       gathers, so a busy store has large batches and an idle one adds no delay;
 *   <li>tells every caller its result, after the commit and never before;
 *   <li>when a write was refused, rolls back and does the two halves of the batch by themselves, in
 *       their order, and so on: in the end the faulty write fails alone;
 *   <li>when a write met a lock of another transaction, commits the others without it and tries it
 *       again later, before any other write of its job;
 *   <li>when the store itself failed, tells all callers of the batch so. Nothing is repeated behind
 *       their backs: whether to try again is theirs to decide.
 * </ol>
 *
 * <p>An instance has one thread, one connection and one line of its own, and shares nothing: a
 * database that takes several writers gets several instances, with the writes of a job always to
 * the same one.
 */
public final class GroupCommit implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);

  /**
   * What bounds a group commit.
   *
   * @param maxBatch at most so many writes share a transaction
   * @param maxBytes a transaction takes no other write when those that it has are so long
   * @param maxAdmissions at most so many admissions wait; others are bounded by what was admitted
   * @param closeLimit how long a close lets the waiting writes go on
   */
  public record Limits(int maxBatch, long maxBytes, int maxAdmissions, Duration closeLimit) {

    // what is sent is there several times for a while, on each writer: as text, as an array,
    // encoded
    private static final int PART_OF_HEAP = 64;

    /** With a part of the heap for what the writes of a transaction hold. */
    public Limits(int maxBatch, int maxAdmissions, Duration closeLimit) {
      this(maxBatch, Runtime.getRuntime().maxMemory() / PART_OF_HEAP, maxAdmissions, closeLimit);
    }
  }

  private final BatchCommitter committer;
  private final Limits limits;
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
      Limits limits,
      StoreMetrics metrics,
      OutageLog outages,
      Ticker ticker) {
    this.committer = new BatchCommitter(session, metrics, outages, ticker);
    this.ticker = ticker;
    this.limits = limits;
    writer = PerpetualThread.start("jobwheel-store-" + name, this::run);
  }

  /**
   * Puts an item in the line. The future completes on the writer's thread after the commit; it
   * fails with {@link StoreUnavailableException}, also if another transaction holds what the write
   * needs, or with {@link StoreRefusedException} when the write itself is at fault. Cancelling it
   * withdraws an item that no transaction has taken up, and is false for others.
   */
  <I, R extends @Nullable Object> CompletableFuture<R> write(BatchWrite<I, R> write, I item) {
    return write(new PendingWrite<>(write, item, null));
  }

  /**
   * The same for a write of that job, or group: if another transaction holds what it needs, it is
   * tried again until it is written or withdrawn, and later writes of that key wait for it.
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

  /** How many writes wait for a transaction. */
  int waiting() {
    lock.lock();
    try {
      return waiting.size() + committer.held().size();
    } finally {
      lock.unlock();
    }
  }

  /** Refuses new writes, and lets those that wait go on until the limit is over. */
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
   * Refuses new writes, commits those that wait and ends the writer. Those that are still waiting
   * when the limit is over fail. A second call waits likewise and changes nothing. An interrupt
   * does not shorten it and is kept.
   */
  @Override
  public void close() {
    beginClose();
    if (!joinWriter()) {
      List<PendingWrite<?, ?>> abandoned = take(Integer.MAX_VALUE, Long.MAX_VALUE);
      log.warn(
          "The store's writer did not end in time (limit={}, abandoned={})",
          limits.closeLimit(),
          abandoned.size());
      BatchCommitter.fail(
          abandoned, new StoreUnavailableException("The store was closed before it could write."));
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
          return "The store has %d submissions waiting, and takes no more.".formatted(all);
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
        // not a database's failure, nor a caller's: the writer lives on, and no caller waits for
        // ever, whatever becomes of the log
        BatchCommitter.fail(
            batch, new StoreUnavailableException("The store's writer failed: " + e, e));
        log.error("The store's writer failed (writes={})", batch.size(), e);
      }
    }
    committer.close();
  }

  /** Returns when there is something to write; false when closed and nothing is left. */
  private boolean awaitWork() {
    lock.lock();
    try {
      while (waiting.isEmpty() && !isRetryDue() && !isOver()) {
        try {
          awaitArrival();
        } catch (InterruptedException e) {
          // the writer ends by close alone
        }
      }
      return !isOver();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a write, but no longer than until the next try or the end of the close. */
  @SuppressWarnings("WaitNotInLoop") // the loop is the caller's
  private void awaitArrival() throws InterruptedException {
    HeldWrites held = committer.held();
    if (held.isEmpty()) {
      arrived.await();
    } else if (closed && closeDeadline - held.due() < 0) {
      ticker.await(arrived, closeDeadline);
    } else {
      ticker.await(arrived, held.due());
    }
  }

  private boolean isRetryDue() {
    HeldWrites held = committer.held();
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
