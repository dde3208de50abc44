package io.jobwheel.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for, checked: the type is known, the payload fits it, the mode is allowed.
 *
 * @param payload JSON text
 * @param priority {@value #MIN_PRIORITY} to {@value #MAX_PRIORITY}; higher goes first
 * @param runAt not before this time; null means now
 * @param policy how often it is tried and how long
 * @param traceparent where in a trace it is submitted; null when nobody said so
 */
public record JobSpec(
    String type,
    ExecutionMode mode,
    String payload,
    int priority,
    @Nullable Instant runAt,
    AttemptPolicy policy,
    @Nullable TraceParent traceparent) {

  public static final int MIN_PRIORITY = -100;
  public static final int MAX_PRIORITY = 100;

  public JobSpec {
    if (priority < MIN_PRIORITY || priority > MAX_PRIORITY) {
      throw new IllegalArgumentException(
          "priority must be %d to %d, not %d".formatted(MIN_PRIORITY, MAX_PRIORITY, priority));
    }
  }

  /** A job that is submitted outside of any trace. */
  public JobSpec(
      String type,
      ExecutionMode mode,
      String payload,
      int priority,
      @Nullable Instant runAt,
      AttemptPolicy policy) {
    this(type, mode, payload, priority, runAt, policy, null);
  }
}
