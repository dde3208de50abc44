package io.jobwheel.execution;

import io.jobwheel.job.Outcome;
import java.util.concurrent.CompletableFuture;
import org.springframework.scheduling.annotation.Async;

/** Each attempt on a platform thread of a pool. */
class ThreadPoolLane implements LaneService {

  private final AttemptBody body;
  private final AttemptEnvironment environment;

  ThreadPoolLane(AttemptBody body, AttemptEnvironment environment) {
    this.body = body;
    this.environment = environment;
  }

  @Async(LaneExecutors.THREAD_POOL)
  @Override
  public CompletableFuture<Outcome> run(RunningAttempt attempt) {
    return CompletableFuture.completedFuture(
        body.run(attempt, new ThreadJobContext(attempt, environment)));
  }
}
