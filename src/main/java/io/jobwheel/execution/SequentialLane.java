package io.jobwheel.execution;

import io.jobwheel.job.Outcome;
import java.util.concurrent.CompletableFuture;
import org.springframework.scheduling.annotation.Async;

/** One attempt at a time, in the order of the claims. */
class SequentialLane implements LaneService {

  private final AttemptBody body;
  private final AttemptEnvironment environment;

  SequentialLane(AttemptBody body, AttemptEnvironment environment) {
    this.body = body;
    this.environment = environment;
  }

  @Async(LaneExecutors.SEQUENTIAL)
  @Override
  public CompletableFuture<Outcome> run(RunningAttempt attempt) {
    return CompletableFuture.completedFuture(
        body.run(attempt, new ThreadJobContext(attempt, environment)));
  }
}
