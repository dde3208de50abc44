package io.jobwheel.store.comparison;

import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.comparison.Comparison.ComparisonResult;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * Keeps comparisons, of which at most one is running on all nodes together. Thread-safe. Queries
 * throw {@link StoreUnavailableException} if the store cannot be read; the futures fail with it if
 * the store cannot be written.
 */
public interface Comparisons {

  /** Maximum number of comparisons that are kept; a new one replaces the oldest. */
  int MAX_KEPT = 100;

  /** The answer to a new comparison. */
  sealed interface Beginning {

    /** It is stored, and running. */
    record ThisRunning() implements Beginning {}

    /** Nothing was stored, because another one is running. */
    record OtherRunning(UUID id) implements Beginning {}
  }

  /**
   * The answer to the end of a comparison.
   *
   * @param changed whether this request has ended it
   * @param comparison the comparison after the request, without payloads and report
   */
  record Ended(boolean changed, Comparison comparison) {}

  /** Stores a new comparison unless one is running, and deletes those beyond {@link #MAX_KEPT}. */
  CompletableFuture<Beginning> begin(Comparison comparison);

  /** Returns a comparison with its payloads and report; empty if it does not exist. */
  Optional<Comparison> find(UUID id);

  /** Returns all comparisons, newest first, without payloads and reports. */
  List<Comparison> list();

  /**
   * Records the group of the next round before it is submitted.
   *
   * @param done the number of rounds that have ended
   * @return whether the comparison is still running
   */
  CompletableFuture<Boolean> advance(UUID id, int done, UUID group);

  /**
   * Ends a running comparison. Empty if it does not exist.
   *
   * @param done the number of rounds that have ended; ignored if it is smaller than before
   * @param state a final state
   */
  CompletableFuture<Optional<Ended>> end(
      UUID id, int done, ComparisonState state, ComparisonResult result, Instant now);

  /** Returns the running comparison, without payloads and report. */
  Optional<Comparison> findRunning();

  /** Returns the running comparison if its node has no valid lease, by the database's clock. */
  Optional<Comparison> findLost();

  /**
   * Interrupts a running comparison if its node has no valid lease, by the database's clock.
   *
   * @return whether this call has interrupted it
   */
  CompletableFuture<Boolean> interruptLost(UUID id, ComparisonResult result, Instant now);

  /**
   * Deletes a comparison that has ended. {@code false} if it is still running; empty if it does not
   * exist.
   */
  CompletableFuture<Optional<Boolean>> delete(UUID id);

  /** Returns the number of other nodes with a valid lease, by the database's clock. */
  int otherNodes(UUID node);

  /**
   * Returns whether at least one job is due and waits for a slot. Leaves out jobs of paused types
   * and submitters, and those that no node with a valid lease can run. The cost grows with the
   * number of queued jobs.
   */
  boolean jobsWait();
}
