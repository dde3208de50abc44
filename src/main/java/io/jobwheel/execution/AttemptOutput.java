package io.jobwheel.execution;

import java.time.Instant;
import java.util.concurrent.CompletionStage;

/** Where the prints of attempts go. Safe from any thread; never blocks. */
@FunctionalInterface
public interface AttemptOutput {

  /** Appends one print; the stage ends once it is durable, or cannot be made so. */
  CompletionStage<?> append(Attempt attempt, Instant at, String text);
}
