package io.jobwheel.job;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a spec that most jobs do not have.
 *
 * @param webhook who is told of its end, besides the endpoints of the operator; null for nobody
 * @param deliveryOf the job or group of whose end this job tells a receiver; null for all jobs but
 *     deliveries of webhooks
 * @param unique the condition that it is the only job with its key; null for none
 */
public record JobExtras(
    @Nullable Webhook webhook, @Nullable UUID deliveryOf, @Nullable Uniqueness unique) {

  /** None of them. */
  public static final JobExtras NONE = new JobExtras(null, null, null);
}
