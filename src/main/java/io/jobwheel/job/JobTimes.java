package io.jobwheel.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The times of a job's changes of state.
 *
 * @param createdAt when it was accepted
 * @param startedAt when its latest attempt began; null before the first, after a release and while
 *     it waits for a retry
 * @param finishedAt when it reached a final state; null before
 * @param cancelRequestedAt when its cancellation was requested while it was running; null if it was
 *     not
 */
public record JobTimes(
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable Instant cancelRequestedAt) {

  /** Returns these times with another start. */
  JobTimes started(Instant startedAt) {
    return new JobTimes(createdAt, startedAt, finishedAt, cancelRequestedAt);
  }
}
