package io.jobwheel.job;

import java.time.Duration;
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
 * @param deadlineAfter the deadline as a duration from the submission; null for none, and for a job
 *     that has been accepted
 */
public record JobExtras(
    @Nullable Webhook webhook,
    @Nullable JobOrigin origin,
    @Nullable Uniqueness unique,
    List<JobLimit> limits,
    @Nullable Fairness fairness,
    @Nullable Instant deadline,
    @Nullable Duration deadlineAfter) {

  /** Maximum time from the submission to the deadline. */
  public static final Duration LONGEST_DEADLINE = Duration.ofDays(366);

  /** None of them. */
  public static final JobExtras NONE = new JobExtras(null, null, null);

  public JobExtras {
    limits = List.copyOf(limits);
    if (deadline != null && deadlineAfter != null) {
      throw new IllegalArgumentException("A deadline is a time or a duration, not both");
    }
  }

  /** Creates extras of a job that has been accepted. */
  public JobExtras(
      @Nullable Webhook webhook,
      @Nullable JobOrigin origin,
      @Nullable Uniqueness unique,
      List<JobLimit> limits,
      @Nullable Fairness fairness,
      @Nullable Instant deadline) {
    this(webhook, origin, unique, limits, fairness, deadline, null);
  }

  /** Creates extras without limits, fairness and deadline. */
  public JobExtras(
      @Nullable Webhook webhook, @Nullable JobOrigin origin, @Nullable Uniqueness unique) {
    this(webhook, origin, unique, List.of(), null, null);
  }

  /** Returns these extras with a webhook. */
  public JobExtras withWebhook(@Nullable Webhook webhook) {
    return new JobExtras(webhook, origin, unique, limits, fairness, deadline, deadlineAfter);
  }

  /** Returns these extras with an origin. */
  public JobExtras withOrigin(@Nullable JobOrigin origin) {
    return new JobExtras(webhook, origin, unique, limits, fairness, deadline, deadlineAfter);
  }

  /** Returns these extras with a unique key. */
  public JobExtras withUnique(@Nullable Uniqueness unique) {
    return new JobExtras(webhook, origin, unique, limits, fairness, deadline, deadlineAfter);
  }

  /** Returns these extras with limits. */
  public JobExtras withLimits(List<JobLimit> limits) {
    return new JobExtras(webhook, origin, unique, limits, fairness, deadline, deadlineAfter);
  }

  /** Returns these extras with a fairness key. */
  public JobExtras withFairness(@Nullable Fairness fairness) {
    return new JobExtras(webhook, origin, unique, limits, fairness, deadline, deadlineAfter);
  }

  /** Returns these extras with a time as deadline; null for none. */
  public JobExtras withDeadline(@Nullable Instant deadline) {
    return new JobExtras(webhook, origin, unique, limits, fairness, deadline, null);
  }

  /** Returns these extras with a deadline that is a duration from the submission. */
  public JobExtras withDeadlineAfter(Duration deadlineAfter) {
    return new JobExtras(webhook, origin, unique, limits, fairness, null, deadlineAfter);
  }

  /** Returns these extras with their deadline as a time, for a job that is submitted now. */
  JobExtras submittedAt(Instant now) {
    return deadlineAfter == null ? this : withDeadline(now.plus(deadlineAfter));
  }
}
