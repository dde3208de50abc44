package io.jobwheel.execution;

import io.jobwheel.execution.attempt.RunningAttempt;
import io.jobwheel.execution.process.ProcessAttemptExecutor;
import io.jobwheel.job.Outcome;
import java.util.concurrent.CompletableFuture;
import org.springframework.scheduling.annotation.Async;

/** Each attempt in a process of a pool, with a thread here that converses with it. */
class ProcessPoolLane implements LaneService {

  private final ProcessAttemptExecutor body;

  ProcessPoolLane(ProcessAttemptExecutor body) {
    this.body = body;
  }

  @Async(LaneExecutors.PROCESS_POOL)
  @Override
  public CompletableFuture<Outcome> run(RunningAttempt attempt) {
    return CompletableFuture.completedFuture(body.run(attempt));
  }

  @Override
  public int capacity() {
    return body.capacity();
  }

  @Override
  public void onCapacity(Runnable listener) {
    body.onCapacity(listener);
  }
}
