package io.jobwheel.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a job, and when.
 *
 * @param createdAt when it was accepted
 * @param startedAt when the latest attempt began; null before the first, after a release and while
 *     the job waits to be tried again
 * @param finishedAt when it reached a final state
 * @param cancelRequestedAt when its cancellation was requested while it was running
 */
public record JobTimes(
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable Instant cancelRequestedAt) {

  /** Returns these times with that start of an attempt. */
  JobTimes started(Instant startedAt) {
    return new JobTimes(createdAt, startedAt, finishedAt, cancelRequestedAt);
  }
}
