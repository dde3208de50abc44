package io.jobwheel.execution.attempt;

import io.jobwheel.job.ErrorCode;
import io.jobwheel.job.Outcome;
import io.jobwheel.job.Retry;
import org.jspecify.annotations.Nullable;

/**
 * The limit of the length of a result.
 *
 * @param characters maximum length as JSON, in characters
 */
public record ResultLimit(int characters) {

  /**
   * Returns the outcome of an attempt with this result: a failure that is not retried if the result
   * is too long.
   */
  Outcome outcome(@Nullable String result) {
    if (result == null || result.length() <= characters) {
      return new Outcome.Succeeded(result);
    }
    return new Outcome.Failed(
        ErrorCode.RESULT_TOO_LARGE.error(
            "The result has %d characters as JSON; the limit is %d (jobwheel.lanes.result-limit)."
                .formatted(result.length(), characters)),
        Retry.NEVER);
  }
}
