package io.jobwheel.execution.attempt;

import io.jobwheel.job.ErrorCode;
import io.jobwheel.job.Outcome;
import io.jobwheel.job.Retry;
import org.jspecify.annotations.Nullable;

/**
 * How long a result may be that is kept.
 *
 * @param characters how many characters it may have as JSON
 */
public record ResultLimit(int characters) {

  /** What an attempt becomes that returned so; another one would return as much. */
  Outcome outcome(@Nullable String result) {
    if (result == null || result.length() <= characters) {
      return new Outcome.Succeeded(result);
    }
    return new Outcome.Failed(
        ErrorCode.RESULT_TOO_LARGE.error(
            "Its result has %d characters as JSON, and %d are kept (jobwheel.lanes.result-limit)."
                .formatted(result.length(), characters)),
        Retry.POINTLESS);
  }
}
