package io.jobwheel.handler.command;

import io.jobwheel.job.Retry;
import java.util.Set;

/**
 * What the exit codes of a command mean. All others are failures that would come again.
 *
 * @param success a success
 * @param retry a failure that may be gone next time
 */
public record ExitCodes(Set<Integer> success, Set<Integer> retry) {

  public ExitCodes {
    success = Set.copyOf(success);
    retry = Set.copyOf(retry);
  }

  Retry retryAfter(int exitCode) {
    return retry.contains(exitCode) ? Retry.AS_PLANNED : Retry.NEVER;
  }
}
