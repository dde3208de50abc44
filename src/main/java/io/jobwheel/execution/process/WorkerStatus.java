package io.jobwheel.execution.process;

import java.time.Duration;

/**
 * A snapshot of a position of the pool and of the worker process in it.
 *
 * @param name name of the position, such as {@code process-1}; it stays when the process is
 *     replaced
 * @param state state of the position
 * @param pid id of the process; 0 while there is none
 * @param age time since the process became ready; zero while there is none
 * @param startTime time from its start until it was ready; zero while there is none
 * @param jobs number of attempts that were sent to it
 * @param memory resident memory in bytes; -1 if it is not known
 * @param failing time since the first of the failed starts in a row; zero if the last start
 *     succeeded
 */
public record WorkerStatus(
    String name,
    WorkerState state,
    long pid,
    Duration age,
    Duration startTime,
    int jobs,
    long memory,
    Duration failing) {

  /** The state of a position of the pool. */
  public enum WorkerState {
    /** A process is being started. */
    STARTING,
    /** The process waits for an attempt. */
    IDLE,
    /** The process runs an attempt. */
    BUSY,
    /** The last start failed; another one follows after a pause. */
    FAILING
  }
}
