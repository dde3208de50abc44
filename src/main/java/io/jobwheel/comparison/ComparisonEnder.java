package io.jobwheel.comparison;

import io.jobwheel.dispatch.StoreFutures;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Truncation;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.comparison.Comparison;
import io.jobwheel.store.comparison.Comparison.ComparisonResult;
import io.jobwheel.store.comparison.ComparisonState;
import io.jobwheel.store.comparison.Comparisons;
import io.jobwheel.store.comparison.Comparisons.Ended;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends comparisons: first cancels the jobs, then stores the end, so that a comparison stays {@code
 * RUNNING} as long as one of its jobs could not be cancelled. Confined to one thread.
 */
final class ComparisonEnder {

  private static final int MAX_MESSAGE = 1_000;

  private static final Logger log = LoggerFactory.getLogger(ComparisonEnder.class);

  /**
   * The end of a comparison of this node.
   *
   * @param group the group that may have unfinished jobs; null for none
   * @param done the number of rounds that have ended
   */
  record ComparisonEnding(
      Comparison comparison,
      @Nullable UUID group,
      int done,
      ComparisonState state,
      ComparisonResult result) {}

  private final Comparisons comparisons;
  private final GroupCanceller canceller;
  private final Duration writeTimeout;
  private final InstantSource clock;

  ComparisonEnder(
      Comparisons comparisons,
      GroupCanceller canceller,
      Duration writeTimeout,
      InstantSource clock) {
    this.comparisons = comparisons;
    this.canceller = canceller;
    this.writeTimeout = writeTimeout;
    this.clock = clock;
  }

  /** Returns the result of a comparison that failed, with at most 1,000 characters of a message. */
  static ComparisonResult error(ComparisonErrorCode code, @Nullable String message) {
    return ComparisonResult.error(code.code(), Truncation.of(String.valueOf(message), MAX_MESSAGE));
  }

  /**
   * Ends a comparison, unless it has ended otherwise; its jobs are cancelled in any case. Can be
   * repeated.
   *
   * @throws StoreUnavailableException if a job could not be cancelled, or the end not stored
   */
  void end(ComparisonEnding end) throws InterruptedException {
    UUID id = end.comparison().id();
    if (end.group() != null) {
      int cancelled = canceller.cancel(end.group());
      log.info("Comparison {} - its jobs are cancelled (jobs={})", id, cancelled);
    }
    ComparisonResult result = end.result();
    Optional<Ended> ended =
        StoreFutures.get(comparisons.end(id, end.done(), end.state(), result, now()), writeTimeout);
    if (ended.isPresent() && ended.get().changed()) {
      ExecutionMode winner = result.winner();
      log.info(
          "Comparison {} - {} (rounds={}, winner={}, error={})",
          id,
          end.state(),
          end.done(),
          winner,
          result.errorMessage());
    }
  }

  /**
   * Interrupts a comparison that nothing carries out.
   *
   * @param isOwn whether it began on this node in its current incarnation; otherwise it is
   *     interrupted only if its node has no valid lease
   * @throws StoreUnavailableException if a job could not be cancelled, or the end not stored
   */
  void interrupt(Comparison comparison, boolean isOwn) throws InterruptedException {
    if (comparison.group() != null) {
      var _ = canceller.cancel(comparison.group());
    }
    ComparisonResult result =
        isOwn
            ? error(ComparisonErrorCode.INTERNAL_ERROR, "The end of it could not be stored.")
            : error(
                ComparisonErrorCode.NODE_LOST, "The node that carried it out was stopped or lost.");
    CompletableFuture<Boolean> write =
        isOwn
            ? comparisons
                .end(comparison.id(), 0, ComparisonState.INTERRUPTED, result, now())
                .thenApply(ended -> ended.map(Ended::changed).orElse(false))
            : comparisons.interruptLost(comparison.id(), result, now());
    if (StoreFutures.get(write, writeTimeout)) {
      log.warn("Comparison {} - interrupted: {}", comparison.id(), result.errorMessage());
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
