package io.jobwheel.execution;

import io.jobwheel.job.Outcome;
import java.util.concurrent.CompletableFuture;
import org.springframework.scheduling.annotation.Async;

/** Each attempt a coroutine; those of a group on one loop. */
class EventLoopLane implements LaneService {

  private final AttemptBody body;
  private final AttemptEnvironment environment;

  EventLoopLane(AttemptBody body, AttemptEnvironment environment) {
    this.body = body;
    this.environment = environment;
  }

  @Async(LaneExecutors.EVENT_LOOP)
  @Override
  public CompletableFuture<Outcome> run(RunningAttempt attempt) {
    return CompletableFuture.completedFuture(
        body.run(attempt, new LoopJobContext(attempt, environment)));
  }
}
