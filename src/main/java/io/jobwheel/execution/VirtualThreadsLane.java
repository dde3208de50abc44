package io.jobwheel.execution;

import io.jobwheel.job.Outcome;
import java.util.concurrent.CompletableFuture;
import org.springframework.scheduling.annotation.Async;

/** Each attempt on a virtual thread of its own. */
class VirtualThreadsLane implements LaneService {

  private final AttemptBody body;
  private final AttemptEnvironment environment;

  VirtualThreadsLane(AttemptBody body, AttemptEnvironment environment) {
    this.body = body;
    this.environment = environment;
  }

  @Async(LaneExecutors.VIRTUAL_THREADS)
  @Override
  public CompletableFuture<Outcome> run(RunningAttempt attempt) {
    return CompletableFuture.completedFuture(
        body.run(attempt, new ThreadJobContext(attempt, environment)));
  }
}
