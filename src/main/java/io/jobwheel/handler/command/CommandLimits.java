package io.jobwheel.handler.command;

import java.time.Duration;

/**
 * The limits of a command.
 *
 * @param timeout the time limit of a run; the job's time limit applies as well
 * @param grace the time between SIGTERM and SIGKILL for its processes
 * @param maxConcurrent the maximum number of concurrent runs on this node, at least 1
 * @param maxWait the maximum time that an attempt waits for another run to end
 * @param lines the maximum number of lines of output to print
 * @param characters the maximum number of characters of output to print
 */
public record CommandLimits(
    Duration timeout,
    Duration grace,
    int maxConcurrent,
    Duration maxWait,
    int lines,
    int characters) {

  public CommandLimits {
    if (maxConcurrent < 1) {
      throw new IllegalArgumentException("maxConcurrent must be at least 1, not " + maxConcurrent);
    }
  }
}
