package io.jobwheel.execution.attempt;

import io.jobwheel.job.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Receives the prints and the progress of attempts, and what they ask for. Safe for use by any
 * thread.
 */
@FunctionalInterface
public interface AttemptOutput {

  /**
   * Returns whether the backlog of unwritten prints is so large that handlers should wait for their
   * own prints.
   */
  default boolean isBusy() {
    return false;
  }

  /**
   * Records the progress of an attempt; a newer value replaces an older one. The last value is
   * reported when the handler ends.
   */
  default void progress(Attempt attempt, Progress progress) {}

  /**
   * Pauses the limits of the job. The stage completes when the pause is durable or could not be
   * stored.
   */
  default CompletionStage<?> pauseLimits(Attempt attempt, Duration duration) {
    return CompletableFuture.completedFuture(null);
  }

  /** Appends one print. The stage completes when the print is durable or could not be stored. */
  CompletionStage<?> append(Attempt attempt, Instant at, String text);
}
