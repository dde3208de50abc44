package io.jobwheel.api.problem;

/** Other requests use all memory for request bodies. */
public final class RequestMemoryExhaustedException extends RuntimeException {

  public RequestMemoryExhaustedException() {
    super("Other requests use all memory for request bodies. Retry later, or send less at once.");
  }
}
