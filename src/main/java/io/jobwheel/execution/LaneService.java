package io.jobwheel.execution;

import io.jobwheel.execution.attempt.RunningAttempt;
import io.jobwheel.job.Outcome;
import java.util.concurrent.CompletableFuture;

/** Runs attempts in the way of one mode: an {@code @Async} method on an executor of its own. */
public interface LaneService {

  /**
   * Hands the attempt to the executor; the future ends with the attempt. {@link Lane#run} minds
   * what fails on the way.
   */
  CompletableFuture<Outcome> run(RunningAttempt attempt);

  /** How many attempts it can carry at the moment, where that is less than its slots. */
  default int capacity() {
    return Integer.MAX_VALUE;
  }

  /** Calls that, on any thread, when the capacity has grown; it must not block. */
  default void onCapacity(Runnable listener) {}
}
