package io.jobwheel.execution;

import io.jobwheel.job.AttemptPolicy;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.time.Ticker;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Attempts for tests; their common start is the epoch. */
final class Attempts {

  private Attempts() {}

  static RunningAttempt countdown(String name, String delay) {
    return of("countdown", "{\"name\":\"%s\",\"delay\":\"%s\"}".formatted(name, delay), null);
  }

  static RunningAttempt of(String type, String payload, @Nullable UUID group) {
    return new RunningAttempt(
        new Attempt(job(type, payload, group), Instant.EPOCH), Ticker.system());
  }

  static Job job(String type, String payload, @Nullable UUID group) {
    return new Job(
        UUID.randomUUID(),
        group,
        type,
        ExecutionMode.EVENT_LOOP,
        JobState.RUNNING,
        0,
        1,
        1,
        payload,
        null,
        null,
        Instant.EPOCH,
        Instant.EPOCH,
        Instant.EPOCH,
        null,
        null,
        0,
        0,
        AttemptPolicy.ONCE,
        null,
        null);
  }

  static Job with(Job job, AttemptPolicy policy) {
    return new Job(
        job.id(),
        job.groupId(),
        job.type(),
        job.mode(),
        job.state(),
        job.priority(),
        job.attempt(),
        job.fence(),
        job.payload(),
        job.result(),
        job.error(),
        job.createdAt(),
        job.runAt(),
        job.startedAt(),
        job.finishedAt(),
        job.cancelRequestedAt(),
        job.crashes(),
        job.failures(),
        policy,
        job.traceparent(),
        null);
  }
}
