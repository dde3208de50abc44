package io.jobwheel.execution;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;

/**
 * Sends an attempt that is cancelled before it begins through every lane, before the node says that
 * it is ready: threads, proxies and loops are there then when the first job comes. No handler sees
 * it.
 */
final class LaneWarmUp implements ApplicationRunner {

  private static final int ROUNDS = 3;
  private static final long LIMIT_SECONDS = 5;

  private final Lanes lanes;

  LaneWarmUp(Lanes lanes) {
    this.lanes = lanes;
  }

  @Override
  public void run(ApplicationArguments arguments) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      for (Lane lane : lanes.all()) {
        if (lane.reserve(1) == 1) { // else it is busy, and so it is warm
          RunningAttempt attempt = new RunningAttempt(new Attempt(nothing(lane), Instant.EPOCH));
          attempt.cancel(CancelReason.REQUESTED);
          try {
            var _ = lane.run(attempt).get(LIMIT_SECONDS, TimeUnit.SECONDS);
          } finally {
            lane.release(1);
          }
        }
      }
    }
  }

  private static Job nothing(Lane lane) {
    return new Job(
        new UUID(0, 0),
        null,
        "warm-up",
        lane.mode(),
        JobState.RUNNING,
        0,
        1,
        0,
        "{}",
        null,
        null,
        Instant.EPOCH,
        Instant.EPOCH,
        Instant.EPOCH,
        null,
        null);
  }
}
