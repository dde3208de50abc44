package io.jobwheel.execution;

import io.jobwheel.execution.attempt.RunningAttempt;
import io.jobwheel.job.Outcome;
import java.util.concurrent.CompletableFuture;

/** Runs attempts in one mode: an {@code @Async} method on the executor of the lane. */
public interface LaneService {

  /**
   * Submits the attempt to the executor. The future completes when the attempt ends. {@link
   * Lane#run} handles a rejection or failure.
   */
  CompletableFuture<Outcome> run(RunningAttempt attempt);

  /**
   * Returns the number of attempts that can run at the moment, if that may be less than the slots.
   */
  default int capacity() {
    return Integer.MAX_VALUE;
  }

  /**
   * Adds a listener that is called, on any thread, after the capacity has grown. It must not block.
   */
  default void onCapacity(Runnable listener) {}
}
