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
 * Warms up the lanes before the node reports that it is ready, so that the first job is as fast as
 * later ones. Runs a handler without output and submits a cancelled attempt to every lane; this
 * loads classes, starts threads and creates proxies.
 */
final class LaneWarmUp implements ApplicationRunner {

  private static final int ROUNDS = 20;
  private static final long LIMIT_MILLIS = 200;
  private static final String PAYLOAD = "{\"name\":\"A\",\"delay\":\"0s\"}";

  private final Lanes lanes;
  private final AttemptExecutor executor;
  private final InstantSource clock;
  private final Ticker ticker;

  LaneWarmUp(Lanes lanes, AttemptExecutor executor, InstantSource clock, Ticker ticker) {
    this.lanes = lanes;
    this.executor = executor;
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
            AttemptEnvironment.Sleeper.SYSTEM,
            Runnable::run);
    for (int round = 0; round < ROUNDS; round++) {
      for (Lane lane : lanes.all()) {
        RunningAttempt attempt = attempt(lane.mode());
        var _ = executor.run(attempt, new ThreadJobContext(attempt, silent));
        if (lane.reserve(1) == 1) { // a busy lane is already warm
          RunningAttempt cancelled = attempt(lane.mode());
          cancelled.cancel(CancelReason.REQUESTED);
          var _ =
              lane.run(cancelled)
                  .whenComplete((outcome, error) -> lane.release(1))
                  .completeOnTimeout(new Outcome.Released(), LIMIT_MILLIS, TimeUnit.MILLISECONDS)
                  .join(); // bounded: a rescued job may hold the lane
        }
      }
    }
  }

  private RunningAttempt attempt(ExecutionMode mode) {
    return new RunningAttempt(new Attempt(job(mode), Instant.EPOCH), ticker, clock);
  }

  /** Returns a job that is not stored and ends at once. */
  static Job job(ExecutionMode mode) {
    JobSpec spec =
        new JobSpec(
            CountdownHandler.NAME, mode, PAYLOAD, 0, JobSpec.AT_ONCE, AttemptPolicy.ONCE, null);
    return Job.accepted(new UUID(0, 0), spec, Instant.EPOCH).started(Instant.EPOCH);
  }
}
