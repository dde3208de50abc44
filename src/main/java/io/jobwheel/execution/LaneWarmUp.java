package io.jobwheel.execution;

import io.jobwheel.execution.attempt.Attempt;
import io.jobwheel.execution.attempt.AttemptEnvironment;
import io.jobwheel.execution.attempt.AttemptExecutor;
import io.jobwheel.execution.attempt.CancelReason;
import io.jobwheel.execution.attempt.OutputLimit;
import io.jobwheel.execution.attempt.RunningAttempt;
import io.jobwheel.execution.attempt.ThreadJobContext;
import io.jobwheel.handler.builtin.CountdownHandler;
import io.jobwheel.job.AttemptPolicy;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobSpec;
import io.jobwheel.job.Outcome;
import io.jobwheel.time.Ticker;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;

/**
 * Makes the first job as quick as the next, before the node says that it is ready: runs a body
 * whose prints go nowhere, and sends an attempt that is cancelled before it begins through every
 * lane, so that classes, threads, proxies and loops are there.
 */
final class LaneWarmUp implements ApplicationRunner {

  private static final int ROUNDS = 20;
  private static final long LIMIT_MILLIS = 200;
  private static final String PAYLOAD = "{\"name\":\"A\",\"delay\":\"0s\"}";

  private final Lanes lanes;
  private final AttemptExecutor body;
  private final InstantSource clock;
  private final Ticker ticker;

  LaneWarmUp(Lanes lanes, AttemptExecutor body, InstantSource clock, Ticker ticker) {
    this.lanes = lanes;
    this.body = body;
    this.clock = clock;
    this.ticker = ticker;
  }

  @Override
  public void run(ApplicationArguments arguments) {
    AttemptEnvironment silent =
        new AttemptEnvironment(
            (attempt, at, text) -> CompletableFuture.completedFuture(null),
            new OutputLimit(0, 0),
            clock,
            ticker,
            Thread::sleep,
            Runnable::run);
    for (int round = 0; round < ROUNDS; round++) {
      for (Lane lane : lanes.all()) {
        RunningAttempt heard = attempt(lane.mode());
        var _ = body.run(heard, new ThreadJobContext(heard, silent));
        if (lane.reserve(1) == 1) { // else it is busy, and so it is warm
          RunningAttempt cancelled = attempt(lane.mode());
          cancelled.cancel(CancelReason.REQUESTED);
          var _ =
              lane.run(cancelled)
                  .whenComplete((outcome, error) -> lane.release(1))
                  .completeOnTimeout(new Outcome.Released(), LIMIT_MILLIS, TimeUnit.MILLISECONDS)
                  .join(); // a lane that is held by a rescued job must not keep the node from
          // starting
        }
      }
    }
  }

  private RunningAttempt attempt(ExecutionMode mode) {
    return new RunningAttempt(new Attempt(job(mode), Instant.EPOCH), ticker);
  }

  /** Returns a job outside of the store that ends at once. */
  static Job job(ExecutionMode mode) {
    JobSpec spec =
        new JobSpec(
            CountdownHandler.NAME, mode, PAYLOAD, 0, JobSpec.AT_ONCE, AttemptPolicy.ONCE, null);
    return Job.accepted(new UUID(0, 0), spec, Instant.EPOCH).started(Instant.EPOCH);
  }
}
