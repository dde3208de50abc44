package io.jobwheel.job;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a job runs. One lane of each node serves each mode. */
public enum ExecutionMode {
  /** One job at a time, in the order of the claims. */
  SEQUENTIAL("sequential"),
  /** A coroutine on an event loop; suits work that waits. */
  EVENT_LOOP("event-loop"),
  /** A platform thread from a bounded pool. */
  THREAD_POOL("thread-pool"),
  /** A virtual thread of its own. */
  VIRTUAL_THREADS("virtual-threads"),
  /** A worker process from a pool; suits work that computes, or that may crash. */
  PROCESS_POOL("process-pool");

  private final String wireName;

  ExecutionMode(String wireName) {
    this.wireName = wireName;
  }

  /**
   * Returns the name in requests, responses, meters and configuration, such as {@code event-loop}.
   */
  public String wireName() {
    return wireName;
  }

  /** Returns the mode with this wire name, which is case-sensitive; empty if there is none. */
  public static Optional<ExecutionMode> named(String wireName) {
    return Arrays.stream(values()).filter(mode -> mode.wireName.equals(wireName)).findFirst();
  }

  /** Returns all wire names, separated by commas. */
  public static String wireNames() {
    return Arrays.stream(values()).map(ExecutionMode::wireName).collect(Collectors.joining(", "));
  }

  @Override
  public String toString() {
    return wireName;
  }
}
