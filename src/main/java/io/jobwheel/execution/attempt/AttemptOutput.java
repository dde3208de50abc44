package io.jobwheel.execution.attempt;

import io.jobwheel.job.Progress;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/** Where the prints of attempts go. Safe from any thread; never blocks. */
@FunctionalInterface
public interface AttemptOutput {

  /** Whether so much waits to be written that bodies should wait for their own prints. */
  default boolean isBusy() {
    return false;
  }

  /**
   * Notes how far an attempt is; the newest is what counts. Bodies that end report the last one.
   */
  default void progress(Attempt attempt, Progress progress) {}

  /** Appends one print; the stage ends once it is durable, or cannot be made so. */
  CompletionStage<?> append(Attempt attempt, Instant at, String text);
}
