package io.jobwheel.job;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Jobs that were submitted together and are awaited together.
 *
 * @param startedAt the common start: when its first attempt began; null before
 * @param outcome {@code SUCCEEDED}, {@code FAILED} or {@code CANCELLED} once {@code returnWhen} is
 *     met, and constant from then on; null before
 * @param finishedAt when {@code returnWhen} was met; null before
 * @param webhook the receiver of its end, besides the endpoints of the operator; null for none
 */
public record JobGroup(
    UUID id,
    ExecutionMode mode,
    CompletionCondition returnWhen,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable JobState outcome,
    @Nullable Instant finishedAt,
    @Nullable Webhook webhook) {

  /** Returns a new group, none of whose jobs has started. */
  public static JobGroup accepted(
      UUID id, ExecutionMode mode, CompletionCondition returnWhen, Instant createdAt) {
    return new JobGroup(id, mode, returnWhen, createdAt, null, null, null, null);
  }

  /** Returns this group with a webhook. */
  public JobGroup withWebhook(@Nullable Webhook webhook) {
    return new JobGroup(id, mode, returnWhen, createdAt, startedAt, outcome, finishedAt, webhook);
  }

  /** Returns this group with a common start. */
  public JobGroup started(Instant startedAt) {
    return new JobGroup(id, mode, returnWhen, createdAt, startedAt, outcome, finishedAt, webhook);
  }

  /**
   * Returns the outcome; without one, {@code RUNNING} if a job has started, else {@code QUEUED}.
   */
  public JobState state() {
    if (outcome != null) {
      return outcome;
    }
    return startedAt == null ? JobState.QUEUED : JobState.RUNNING;
  }
}
