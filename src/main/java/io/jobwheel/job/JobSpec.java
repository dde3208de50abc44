package io.jobwheel.job;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a job runs and how. Validated: the type exists, the payload is valid for it, and it allows
 * the mode.
 *
 * @param payload JSON text
 * @param priority {@value #MIN_PRIORITY} to {@value #MAX_PRIORITY}; a job with a higher one is
 *     claimed first
 * @param runAt the earliest start; a time in the past, such as {@link #AT_ONCE}, means at once
 * @param policy the limits of its attempts
 * @param traceparent the span of the submit request; null outside of any trace
 * @param extras what most jobs do not have
 */
public record JobSpec(
    String type,
    ExecutionMode mode,
    String payload,
    int priority,
    Instant runAt,
    AttemptPolicy policy,
    @Nullable TraceParent traceparent,
    JobExtras extras) {

  public static final int MIN_PRIORITY = -100;
  public static final int MAX_PRIORITY = 100;

  /** A time in the past: the job is due when it is accepted. */
  public static final Instant AT_ONCE = Instant.EPOCH;

  public JobSpec {
    requirePriority(priority);
  }

  /** Creates a spec without extras. */
  public JobSpec(
      String type,
      ExecutionMode mode,
      String payload,
      int priority,
      Instant runAt,
      AttemptPolicy policy,
      @Nullable TraceParent traceparent) {
    this(type, mode, payload, priority, runAt, policy, traceparent, JobExtras.NONE);
  }

  /**
   * Checks that a job can have a priority.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public static void requirePriority(int priority) {
    if (priority < MIN_PRIORITY || priority > MAX_PRIORITY) {
      throw new IllegalArgumentException(
          "priority must be %d to %d, not %d".formatted(MIN_PRIORITY, MAX_PRIORITY, priority));
    }
  }

  /** Returns the receiver of its end, besides the endpoints of the operator; null for none. */
  public @Nullable Webhook webhook() {
    return extras.webhook();
  }

  /** Returns why Jobwheel itself created it; null for a job that a client submitted. */
  public @Nullable JobOrigin origin() {
    return extras.origin();
  }

  /** Returns the condition that it is the only job with its key; null for none. */
  public @Nullable Uniqueness unique() {
    return extras.unique();
  }

  /** Returns this spec with a webhook. */
  public JobSpec withWebhook(@Nullable Webhook webhook) {
    return with(extras.withWebhook(webhook));
  }

  /** Returns this spec with an origin. */
  public JobSpec from(JobOrigin origin) {
    return with(extras.withOrigin(origin));
  }

  /** Returns this spec with the condition that it is the only job with its key; null for none. */
  public JobSpec withUnique(@Nullable Uniqueness unique) {
    return with(extras.withUnique(unique));
  }

  /** Returns this spec with limits. */
  public JobSpec withLimits(List<JobLimit> limits) {
    return limits.equals(limits()) ? this : with(extras.withLimits(limits));
  }

  /** Returns the limits that hold for it. */
  public List<JobLimit> limits() {
    return extras.limits();
  }

  /** Returns the key that shares starts with others; null for none. */
  public @Nullable Fairness fairness() {
    return extras.fairness();
  }

  /** Returns when it fails unless it has ended, whatever its state; null for never. */
  public @Nullable Instant deadline() {
    return extras.deadline();
  }

  /** Returns this spec with its deadline as a time, for a job that is submitted now. */
  JobSpec submittedAt(Instant now) {
    return extras.deadlineAfter() == null ? this : with(extras.submittedAt(now));
  }

  /** Returns this spec with other extras. */
  public JobSpec with(JobExtras extras) {
    return new JobSpec(type, mode, payload, priority, runAt, policy, traceparent, extras);
  }

  /** Returns the job or group of whose end this job tells; null if it is no delivery. */
  public @Nullable UUID deliveryOf() {
    return extras.origin() instanceof JobOrigin.Delivery(UUID subject) ? subject : null;
  }

  /** Returns the due time of a schedule for which the job was created; null for none. */
  public JobOrigin.@Nullable Fire fire() {
    return extras.origin() instanceof JobOrigin.Fire fire ? fire : null;
  }

  /** Returns whether the job is due at a time. */
  public boolean isDueAt(Instant now) {
    return !runAt.isAfter(now);
  }

  /** Returns this spec with another time. */
  public JobSpec at(Instant runAt) {
    return new JobSpec(type, mode, payload, priority, runAt, policy, traceparent, extras);
  }

  /** Returns this spec with another priority. */
  public JobSpec at(int priority) {
    return new JobSpec(type, mode, payload, priority, runAt, policy, traceparent, extras);
  }

  /** Returns this spec with another payload. */
  public JobSpec withPayload(String payload) {
    return new JobSpec(type, mode, payload, priority, runAt, policy, traceparent, extras);
  }

  /** Returns this spec with the payload, the priority and the time of another one. */
  public JobSpec replacedBy(JobSpec other) {
    return new JobSpec(
        type, mode, other.payload, other.priority, other.runAt, policy, traceparent, extras);
  }
}
