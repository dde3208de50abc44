package io.jobwheel.dispatch;

import io.jobwheel.job.TraceParent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job as a client asks for it, not checked yet.
 *
 * @param mode a wire name; null for the default of the type
 * @param payload JSON text; null when there was none
 * @param priority null for 0
 * @param runAt null for now
 * @param policy how often it is tried and how long
 * @param traceparent where in a trace it is submitted; null when nobody said so
 */
public record RequestedJob(
    @Nullable String type,
    @Nullable String mode,
    @Nullable String payload,
    @Nullable Integer priority,
    @Nullable Instant runAt,
    RequestedPolicy policy,
    @Nullable TraceParent traceparent) {

  /** A job that is submitted outside of any trace. */
  public RequestedJob(
      @Nullable String type,
      @Nullable String mode,
      @Nullable String payload,
      @Nullable Integer priority,
      @Nullable Instant runAt,
      RequestedPolicy policy) {
    this(type, mode, payload, priority, runAt, policy, null);
  }

  /** A job that is tried as its type says. */
  public RequestedJob(
      @Nullable String type,
      @Nullable String mode,
      @Nullable String payload,
      @Nullable Integer priority,
      @Nullable Instant runAt) {
    this(type, mode, payload, priority, runAt, RequestedPolicy.OF_THE_TYPE);
  }
}
