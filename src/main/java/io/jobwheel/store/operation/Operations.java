package io.jobwheel.store.operation;

import io.jobwheel.job.Job;
import io.jobwheel.store.IdempotencyKey;
import io.jobwheel.store.JobCancellations.Cancellation;
import io.jobwheel.store.KeyedResource;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.query.Page;
import io.jobwheel.store.query.PageQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Keeps bulk operations, and carries out their steps. Thread-safe; several nodes may carry out the
 * same operation. Queries throw {@link StoreUnavailableException} if the store cannot be read; the
 * futures fail with it if the store cannot be written.
 */
public interface Operations {

  /**
   * Maximum number of operations that have not ended. Nodes that create operations at the same
   * moment can exceed it slightly.
   */
  int MAX_UNFINISHED = 100;

  /** The answer to a new operation. */
  sealed interface Creation {

    /** The operation is stored. */
    record Created() implements Creation {}

    /** Nothing was stored, because an earlier request has the idempotency key. */
    record Replayed(KeyedResource earlier) implements Creation {}

    /** Nothing was stored, because {@link #MAX_UNFINISHED} operations have not ended. */
    record TooMany() implements Creation {}
  }

  /**
   * The answer to a request to change the state of an operation.
   *
   * @param changed whether the operation is now in the requested state and was not before
   * @param operation the operation after the request
   */
  record Change(boolean changed, Operation operation) {}

  /**
   * The operations whose next step is due.
   *
   * @param untilNext the time until the next step of another operation is due; null if there is
   *     none
   */
  record DueOperations(List<Operation> operations, @Nullable Duration untilNext) {}

  /**
   * The result of a step.
   *
   * @param operation the operation after the step; null if the step was refused, because another
   *     node was faster or the operation does not run any more
   * @param redriven the jobs that were redriven, without their texts
   * @param cancelled the jobs that were cancelled, or whose cancellation was requested
   */
  record StepResult(
      @Nullable Operation operation, List<Job> redriven, List<Cancellation> cancelled) {

    /** The step was refused. */
    public static final StepResult REFUSED = new StepResult(null, List.of(), List.of());
  }

  /** Stores a new operation, and reserves its idempotency key; null for none. */
  CompletableFuture<Creation> create(Operation operation, @Nullable IdempotencyKey key);

  /** Returns an operation; empty if it does not exist or was deleted. */
  Optional<Operation> find(UUID id);

  /**
   * Returns the newest operations in one of the states; in all if there are none. Leaves out those
   * of later versions that this one does not know.
   */
  Page<Operation> list(PageQuery<Set<OperationState>> query);

  /** Returns the number of unfinished operations by state. States without one are omitted. */
  Map<OperationState, Long> countUnfinished();

  /**
   * Changes the state of an operation if {@link OperationState#canBecome} allows it. Empty if the
   * operation does not exist. A change to {@link OperationState#RUNNING} removes the error.
   */
  CompletableFuture<Optional<Change>> change(UUID id, OperationState state, Instant now);

  /** Pauses a running operation because one of its steps failed. */
  CompletableFuture<Boolean> fail(UUID id, String error);

  /**
   * Returns the running operations whose next step is due, at most {@code limit}. Leaves out those
   * of later versions that this one does not know, so that it does not act on more jobs than they
   * mean.
   */
  DueOperations due(int limit);

  /** Carries out a step, and plans the next one, in one transaction. */
  CompletableFuture<StepResult> step(OperationStep step);

  /**
   * Deletes up to {@code limit} operations that ended before {@code endedBefore}, and returns the
   * number of deleted operations.
   */
  CompletableFuture<Integer> purge(Instant endedBefore, int limit);
}
