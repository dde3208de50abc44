package io.jobwheel.execution;

import io.jobwheel.execution.attempt.AttemptEnvironment;
import io.jobwheel.execution.attempt.AttemptExecutor;
import io.jobwheel.execution.attempt.LoopJobContext;
import io.jobwheel.execution.attempt.RunningAttempt;
import io.jobwheel.execution.attempt.ThreadJobContext;
import io.jobwheel.job.Outcome;
import java.util.concurrent.CompletableFuture;
import org.springframework.scheduling.annotation.Async;

/** Runs attempts in this process: one method for each mode, on the executor of its lane. */
class InProcessLanes {

  private final AttemptExecutor executor;
  private final AttemptEnvironment environment;

  InProcessLanes(AttemptExecutor executor, AttemptEnvironment environment) {
    this.executor = executor;
    this.environment = environment;
  }

  /** Runs one attempt at a time, in the order of the claims. */
  @Async(LaneExecutors.SEQUENTIAL)
  public CompletableFuture<Outcome> sequential(RunningAttempt attempt) {
    return onThread(attempt);
  }

  /** Runs each attempt on a platform thread of a pool. */
  @Async(LaneExecutors.THREAD_POOL)
  public CompletableFuture<Outcome> threadPool(RunningAttempt attempt) {
    return onThread(attempt);
  }

  /** Runs each attempt on a virtual thread of its own. */
  @Async(LaneExecutors.VIRTUAL_THREADS)
  public CompletableFuture<Outcome> virtualThreads(RunningAttempt attempt) {
    return onThread(attempt);
  }

  /** Runs each attempt as a coroutine; attempts of a group share one loop. */
  @Async(LaneExecutors.EVENT_LOOP)
  public CompletableFuture<Outcome> eventLoop(RunningAttempt attempt) {
    return CompletableFuture.completedFuture(
        executor.run(attempt, new LoopJobContext(attempt, environment)));
  }

  private CompletableFuture<Outcome> onThread(RunningAttempt attempt) {
    return CompletableFuture.completedFuture(
        executor.run(attempt, new ThreadJobContext(attempt, environment)));
  }
}
