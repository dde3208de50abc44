package io.jobwheel.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a job runs and how, validated: the type is known, the payload fits it, the mode is allowed.
 *
 * @param payload JSON text
 * @param priority {@value #MIN_PRIORITY} to {@value #MAX_PRIORITY}; higher goes first
 * @param runAt not before this time; a time that has passed, such as {@link #AT_ONCE}, means at
 *     once
 * @param policy how often it is tried and how long
 * @param traceparent where in a trace it is submitted; null outside of any trace
 */
public record JobSpec(
    String type,
    ExecutionMode mode,
    String payload,
    int priority,
    Instant runAt,
    AttemptPolicy policy,
    @Nullable TraceParent traceparent) {

  public static final int MIN_PRIORITY = -100;
  public static final int MAX_PRIORITY = 100;

  /** A time that has passed: the job is due when it is accepted. */
  public static final Instant AT_ONCE = Instant.EPOCH;

  public JobSpec {
    if (priority < MIN_PRIORITY || priority > MAX_PRIORITY) {
      throw new IllegalArgumentException(
          "priority must be %d to %d, not %d".formatted(MIN_PRIORITY, MAX_PRIORITY, priority));
    }
  }

  /** Returns whether a job of this spec that is accepted now may run at once. */
  public boolean isDueAt(Instant now) {
    return !runAt.isAfter(now);
  }

  /** Returns this spec with another time. */
  public JobSpec at(Instant runAt) {
    return new JobSpec(type, mode, payload, priority, runAt, policy, traceparent);
  }

  /** Returns this spec with another payload. */
  public JobSpec withPayload(String payload) {
    return new JobSpec(type, mode, payload, priority, runAt, policy, traceparent);
  }
}
