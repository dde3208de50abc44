package io.jobwheel.job;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a client wants a job to run; each mode is served by one lane of a node. */
public enum ExecutionMode {
  /** One job at a time, in order. */
  SEQUENTIAL("sequential"),
  /** A coroutine on an event loop; suits work that waits. */
  EVENT_LOOP("event-loop"),
  /** A platform thread from a bounded pool. */
  THREAD_POOL("thread-pool"),
  /** A virtual thread of its own. */
  VIRTUAL_THREADS("virtual-threads"),
  /** A process of its own from a pool of warm ones; suits work that computes, or that may crash. */
  PROCESS_POOL("process-pool");

  private final String wireName;

  ExecutionMode(String wireName) {
    this.wireName = wireName;
  }

  /** The name in requests, documents, meters and configuration, such as {@code event-loop}. */
  public String wireName() {
    return wireName;
  }

  /** The mode of that wire name, exactly as spelt; empty when there is none. */
  public static Optional<ExecutionMode> named(String wireName) {
    return Arrays.stream(values()).filter(mode -> mode.wireName.equals(wireName)).findFirst();
  }

  /** All wire names, for messages: {@code sequential, event-loop, …}. */
  public static String wireNames() {
    return Arrays.stream(values()).map(ExecutionMode::wireName).collect(Collectors.joining(", "));
  }

  @Override
  public String toString() {
    return wireName;
  }
}
