package io.jobwheel.store.commit;

import io.jobwheel.store.StoreRefusedException;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.threads.PerpetualThread;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits the writes of many callers in one transaction.
 *
 * <p>A commit waits for the disk and costs about the same for one row as for a thousand. A writer
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
 * <p>An instance has a queue, and one or more writers, each with its own thread and connection: as
 * many as the load needs commit at the same time, see {@link WriteQueue}. The writes of a job are
 * committed in order.
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

  private final WriteLimits limits;
  private final Ticker ticker;
  private final WriteQueue queue;
  private final List<Thread> writers = new ArrayList<>();

  /**
   * Creates a group commit and starts its writers.
   *
   * @param sessions the session of each writer
   */
  public GroupCommit(
      String name,
      List<WriterSession> sessions,
      WriteLimits limits,
      StoreMetrics metrics,
      OutageLog outages,
      Ticker ticker) {
    this.ticker = ticker;
    this.limits = limits;
    // a transaction within the process costs less than the wait
    boolean inProcess = sessions.getFirst().dialect().exclusive();
    this.queue = new WriteQueue(limits, inProcess ? Duration.ZERO : WriteQueue.GATHER, ticker);
    for (WriterSession session : sessions) {
      BatchCommitter committer = new BatchCommitter(session, metrics, outages, ticker);
      WriteQueue.Place place = queue.join(committer.held());
      String thread = "jobwheel-store-" + name;
      writers.add(
          PerpetualThread.start(
              sessions.size() == 1 ? thread : thread + "-" + (writers.size() + 1),
              () -> run(committer, place)));
    }
  }

  /**
   * Enqueues an item. The future completes on a writer's thread after the commit. It fails with
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
    String refusal = queue.add(pending);
    if (refusal != null) {
      pending.failed(new StoreUnavailableException(refusal));
    }
    return pending.answer();
  }

  /** Returns the number of writes that wait for a transaction. */
  int waiting() {
    return queue.size();
  }

  /** Refuses new writes. Waiting writes are committed until the close limit. */
  void beginClose() {
    queue.close();
  }

  /**
   * Refuses new writes, commits the waiting ones and ends the writers. Writes that still wait at
   * the close limit fail. A second call waits as well and has no other effect. An interrupt does
   * not shorten the wait and is kept.
   */
  @Override
  public void close() {
    beginClose();
    if (!joinWriters()) {
      List<PendingWrite<?, ?>> abandoned = queue.takeAll();
      log.warn(
          "The store writers did not end within the close limit (limit={}, abandoned={})",
          limits.closeLimit(),
          abandoned.size());
      BatchCommitter.fail(
          abandoned,
          new StoreUnavailableException("The store was closed before the write was executed."));
    }
  }

  private void run(BatchCommitter committer, WriteQueue.Place place) {
    while (queue.await(place)) {
      List<PendingWrite<?, ?>> batch = List.of();
      try {
        committer.retryHeld(limits.maxBatch(), limits.maxBytes());
        batch = queue.take(place);
        committer.commit(batch);
      } catch (RuntimeException | Error e) {
        // neither the database nor a caller failed: the writer continues, and all futures
        // complete even if the log fails
        BatchCommitter.fail(
            batch, new StoreUnavailableException("The store writer failed: " + e, e));
        log.error("The store writer failed (writes={})", batch.size(), e);
      } finally {
        queue.done(place);
      }
    }
    committer.close();
  }

  private boolean joinWriters() {
    long deadline = ticker.after(limits.closeLimit());
    boolean interrupted = false;
    try {
      for (Thread writer : writers) {
        while (true) {
          try {
            if (!writer.join(ticker.until(deadline))) {
              return false;
            }
            break;
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
      }
      return true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
