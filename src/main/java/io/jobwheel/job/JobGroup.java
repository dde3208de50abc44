package io.jobwheel.job;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Jobs that were submitted together and are awaited together.
 *
 * @param startedAt the common start: when the first of its attempts began; null before
 * @param outcome {@code SUCCEEDED}, {@code FAILED} or {@code CANCELLED} once {@code returnWhen} is
 *     met, and never another afterwards; null before
 * @param finishedAt when {@code returnWhen} was met
 */
public record JobGroup(
    UUID id,
    ExecutionMode mode,
    CompletionCondition returnWhen,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable JobState outcome,
    @Nullable Instant finishedAt) {

  /** Returns a new group, of which no job has begun. */
  public static JobGroup accepted(
      UUID id, ExecutionMode mode, CompletionCondition returnWhen, Instant createdAt) {
    return new JobGroup(id, mode, returnWhen, createdAt, null, null, null);
  }

  /** Returns this group with that common start. */
  public JobGroup started(Instant startedAt) {
    return new JobGroup(id, mode, returnWhen, createdAt, startedAt, outcome, finishedAt);
  }

  /** The group in one word: its outcome, else {@code RUNNING} once any job has begun. */
  public JobState state() {
    if (outcome != null) {
      return outcome;
    }
    return startedAt == null ? JobState.QUEUED : JobState.RUNNING;
  }
}
