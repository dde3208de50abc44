package io.jobwheel.job;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a spec that most jobs do not have.
 *
 * @param webhook the receiver of its end, besides the endpoints of the operator; null for none
 * @param origin why Jobwheel itself created it; null for a job that a client submitted
 * @param unique the condition that it is the only job with its key; null for none
 * @param limits the limits that hold for it
 * @param fairness the key that shares starts with others; null for none
 * @param deadline when it fails unless it has ended, whatever its state; null for never
 */
public record JobExtras(
    @Nullable Webhook webhook,
    @Nullable JobOrigin origin,
    @Nullable Uniqueness unique,
    List<JobLimit> limits,
    @Nullable Fairness fairness,
    @Nullable Instant deadline) {

  /** None of them. */
  public static final JobExtras NONE = new JobExtras(null, null, null);

  public JobExtras {
    limits = List.copyOf(limits);
  }

  /** Creates extras without limits, fairness and deadline. */
  public JobExtras(
      @Nullable Webhook webhook, @Nullable JobOrigin origin, @Nullable Uniqueness unique) {
    this(webhook, origin, unique, List.of(), null, null);
  }

  /** Returns these extras with a webhook. */
  public JobExtras withWebhook(@Nullable Webhook webhook) {
    return new JobExtras(webhook, origin, unique, limits, fairness, deadline);
  }

  /** Returns these extras with an origin. */
  public JobExtras withOrigin(@Nullable JobOrigin origin) {
    return new JobExtras(webhook, origin, unique, limits, fairness, deadline);
  }

  /** Returns these extras with a unique key. */
  public JobExtras withUnique(@Nullable Uniqueness unique) {
    return new JobExtras(webhook, origin, unique, limits, fairness, deadline);
  }

  /** Returns these extras with limits. */
  public JobExtras withLimits(List<JobLimit> limits) {
    return new JobExtras(webhook, origin, unique, limits, fairness, deadline);
  }

  /** Returns these extras with a fairness key. */
  public JobExtras withFairness(@Nullable Fairness fairness) {
    return new JobExtras(webhook, origin, unique, limits, fairness, deadline);
  }

  /** Returns these extras with a deadline. */
  public JobExtras withDeadline(@Nullable Instant deadline) {
    return new JobExtras(webhook, origin, unique, limits, fairness, deadline);
  }
}
