package io.jobwheel.api.job;

import io.jobwheel.job.Fairness;
import org.jspecify.annotations.Nullable;

/** The fairness of a job, in the form of the request. */
record FairnessDocument(String key, int weight) {

  /** Returns the document of a fairness; null for none. */
  static @Nullable FairnessDocument of(@Nullable Fairness fairness) {
    return fairness == null ? null : new FairnessDocument(fairness.key(), fairness.weight());
  }
}
