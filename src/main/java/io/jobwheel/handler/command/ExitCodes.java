package io.jobwheel.handler.command;

import io.jobwheel.job.Retry;
import java.util.Set;

/**
 * The meaning of a command's exit codes. All other exit codes are failures without another attempt.
 *
 * @param success the exit codes of success
 * @param retry the exit codes of failures after which another attempt makes sense
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
