package io.jobwheel.execution.attempt;

import io.jobwheel.job.AttemptPolicy;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.Jobs;
import io.jobwheel.time.Ticker;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Attempts for tests; their common start is the epoch. */
public final class Attempts {

  private Attempts() {}

  public static RunningAttempt countdown(String name, String delay) {
    return of("countdown", "{\"name\":\"%s\",\"delay\":\"%s\"}".formatted(name, delay), null);
  }

  public static RunningAttempt of(String type, String payload, @Nullable UUID group) {
    return new RunningAttempt(
        new Attempt(job(type, payload, group), Instant.EPOCH),
        Ticker.system(),
        InstantSource.system());
  }

  static Job job(String type, String payload, @Nullable UUID group) {
    return Jobs.running()
        .in(group)
        .type(type)
        .mode(ExecutionMode.EVENT_LOOP)
        .payload(payload)
        .acceptedAt(Instant.EPOCH)
        .build();
  }

  static Job with(Job job, AttemptPolicy policy) {
    return Jobs.like(job).policy(policy).build();
  }
}
