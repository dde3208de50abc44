package io.jobwheel.handler.command;

import java.time.Duration;

/**
 * How much a command may take.
 *
 * @param timeout how long it may run; the job's own limit counts as well
 * @param grace how long its processes have to end after SIGTERM, before SIGKILL
 * @param concurrent how many of it may run at once on this node
 * @param turnWait how long a job waits for its turn among these
 * @param lines how many lines of its output are printed
 * @param characters how many characters of its output are printed
 */
public record CommandLimits(
    Duration timeout,
    Duration grace,
    int concurrent,
    Duration turnWait,
    int lines,
    int characters) {

  public CommandLimits {
    if (concurrent < 1) {
      throw new IllegalArgumentException("concurrent must be at least 1, not " + concurrent);
    }
  }
}
