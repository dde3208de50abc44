package io.jobwheel.webhook;

import io.jobwheel.job.Job;
import java.util.List;

/** Receives new deliveries after their commit. */
@FunctionalInterface
public interface DeliveryListener {

  /**
   * Called by a thread of the store. Must not block.
   *
   * @param deliveries at least one; each is queued
   */
  void stored(List<Job> deliveries);
}
