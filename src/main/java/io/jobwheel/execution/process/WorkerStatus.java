package io.jobwheel.execution.process;

import java.time.Duration;

/**
 * A place of the pool and the child in it, as of one moment.
 *
 * @param name of the place, such as {@code process-1}; children follow each other in it
 * @param state what the child does
 * @param pid its process; 0 while there is none
 * @param age how long it has been ready; zero while there is none
 * @param startTime how long it took until it was ready; zero while there is none
 * @param jobs how many attempts it has taken up
 * @param memory resident bytes; -1 where the system does not tell
 * @param failing for how long no child has become ready since starting failed; zero when that is
 *     not so
 */
public record WorkerStatus(
    String name,
    State state,
    long pid,
    Duration age,
    Duration startTime,
    int jobs,
    long memory,
    Duration failing) {

  /** What a place of the pool is about. */
  public enum State {
    /** A child is being started. */
    STARTING,
    /** It waits for a job. */
    IDLE,
    /** It runs a job. */
    BUSY,
    /** Starting failed; it is tried again. */
    FAILING
  }
}
