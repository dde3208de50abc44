package io.jobwheel.store.commit;

import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.fairness.RankedQueues;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Selects the group commit of each write. Jobs have one, which keeps the writes of each job in
 * order: output is written before the outcome. Leases have their own, so that a node does not lose
 * its lease behind a long transaction; claims and bulk operations have one, since they lock jobs of
 * others: a transaction that has locked these must not wait for the jobs of a submission. A
 * database that takes one writer has one for all writes. Thread-safe.
 */
public final class WriterPool implements AutoCloseable {

  private final GroupCommit leases;
  private final GroupCommit claims;
  private final GroupCommit jobs;
  private final StoreMetrics metrics;
  private final WriteGate gate;
  private final RankedQueues ranked;

  /**
   * Creates a pool.
   *
   * @param ranked what the sessions of the writers know about queues
   */
  public WriterPool(
      GroupCommit leases,
      GroupCommit claims,
      GroupCommit jobs,
      StoreMetrics metrics,
      WriteGate gate,
      RankedQueues ranked) {
    this.leases = leases;
    this.claims = claims;
    this.jobs = jobs;
    this.metrics = metrics;
    this.gate = gate;
    this.ranked = ranked;
    Set<GroupCommit> all = all();
    metrics.watchWaiting(() -> all.stream().mapToInt(GroupCommit::waiting).sum());
  }

  /** Returns a pool with one writer for all writes. */
  public static WriterPool one(
      GroupCommit writer, StoreMetrics metrics, WriteGate gate, RankedQueues ranked) {
    return new WriterPool(writer, writer, writer, metrics, gate, ranked);
  }

  /** Returns the queues whose jobs have ranks, as far as this node knows. */
  public RankedQueues ranked() {
    return ranked;
  }

  /** Enqueues a write of leases or claims; see {@link GroupCommit#write}. */
  public <I, R extends @Nullable Object> CompletableFuture<R> write(
      BatchWrite<I, R> write, I item) {
    GroupCommit writer = write.kind().isLeaseWrite() ? leases : claims;
    return ifOpen(() -> writer.write(write, item));
  }

  /** Enqueues a write of a job or group; see {@link GroupCommit#write}. */
  public <I, R extends @Nullable Object> CompletableFuture<R> write(
      UUID key, BatchWrite<I, R> write, I item) {
    GroupCommit writer = write.kind() == WriteKind.OPERATION ? claims : jobs;
    return ifOpen(() -> writer.write(key, write, item));
  }

  private <R extends @Nullable Object> CompletableFuture<R> ifOpen(
      Supplier<CompletableFuture<R>> write) {
    OutageLog.Outage outage = gate.outage().orElse(null);
    if (outage == null) {
      return write.get();
    }
    metrics.failed();
    return CompletableFuture.failedFuture(new StoreUnavailableException(outage.message()));
  }

  /** Closes all writers at the same time; see {@link GroupCommit#close}. */
  @Override
  public void close() {
    all().forEach(GroupCommit::beginClose);
    all().forEach(GroupCommit::close);
  }

  private Set<GroupCommit> all() {
    return new LinkedHashSet<>(List.of(jobs, claims, leases));
  }
}
