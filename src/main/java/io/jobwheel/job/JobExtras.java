package io.jobwheel.job;

import org.jspecify.annotations.Nullable;

/**
 * The parts of a spec that most jobs do not have.
 *
 * @param webhook the receiver of its end, besides the endpoints of the operator; null for none
 * @param origin why Jobwheel itself created it; null for a job that a client submitted
 * @param unique the condition that it is the only job with its key; null for none
 */
public record JobExtras(
    @Nullable Webhook webhook, @Nullable JobOrigin origin, @Nullable Uniqueness unique) {

  /** None of them. */
  public static final JobExtras NONE = new JobExtras(null, null, null);
}
