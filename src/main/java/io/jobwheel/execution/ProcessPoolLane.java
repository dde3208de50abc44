package io.jobwheel.execution;

import io.jobwheel.execution.attempt.RunningAttempt;
import io.jobwheel.execution.process.ProcessAttemptExecutor;
import io.jobwheel.job.Outcome;
import java.util.concurrent.CompletableFuture;
import org.springframework.scheduling.annotation.Async;

/**
 * Runs each attempt in a worker process of the pool; a thread of this process exchanges frames with
 * it.
 */
class ProcessPoolLane implements LaneService {

  private final ProcessAttemptExecutor executor;

  ProcessPoolLane(ProcessAttemptExecutor executor) {
    this.executor = executor;
  }

  @Async(LaneExecutors.PROCESS_POOL)
  @Override
  public CompletableFuture<Outcome> run(RunningAttempt attempt) {
    return CompletableFuture.completedFuture(executor.run(attempt));
  }

  @Override
  public int capacity() {
    return executor.capacity();
  }

  @Override
  public void onCapacity(Runnable listener) {
    executor.onCapacity(listener);
  }
}
