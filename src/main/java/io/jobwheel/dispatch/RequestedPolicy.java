package io.jobwheel.dispatch;

import org.jspecify.annotations.Nullable;

/**
 * How often a job is to be tried and how long, as a client asks for it, not checked yet. What is
 * null comes from the policy of the job's type.
 *
 * @param backoff a duration as text
 * @param timeout a duration as text
 */
public record RequestedPolicy(
    @Nullable Integer maxAttempts, @Nullable String backoff, @Nullable String timeout) {

  /** All of it as the type has it. */
  public static final RequestedPolicy OF_THE_TYPE = new RequestedPolicy(null, null, null);
}
