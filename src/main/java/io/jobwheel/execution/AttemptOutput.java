package io.jobwheel.execution;

import java.time.Instant;
import java.util.concurrent.CompletionStage;

/** Where the prints of attempts go. Safe from any thread; never blocks. */
@FunctionalInterface
public interface AttemptOutput {

  /** Whether so much waits to be written that bodies should wait for their own prints. */
  default boolean isBusy() {
    return false;
  }

  /** Appends one print; the stage ends once it is durable, or cannot be made so. */
  CompletionStage<?> append(Attempt attempt, Instant at, String text);
}
