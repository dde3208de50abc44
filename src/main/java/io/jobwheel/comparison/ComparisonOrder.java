package io.jobwheel.comparison;

import io.jobwheel.dispatch.request.Submitter;
import io.jobwheel.store.comparison.Comparison;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A comparison that this node is to carry out.
 *
 * @param comparison as it is stored
 * @param payloads the payloads of the jobs of a round, one for each
 * @param submitter the submitter of the jobs, whose limits apply; null if authentication is
 *     disabled
 */
record ComparisonOrder(
    Comparison comparison, List<String> payloads, @Nullable Submitter submitter) {

  ComparisonOrder {
    payloads = List.copyOf(payloads);
  }
}
