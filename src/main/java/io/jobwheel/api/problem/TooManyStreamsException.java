package io.jobwheel.api.problem;

/** Thrown if a node has {@code jobwheel.api.max-streams} open streams. */
public final class TooManyStreamsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public TooManyStreamsException(int max) {
    super(
        "This node has %d open streams of events, the limit of jobwheel.api.max-streams. Retry later."
            .formatted(max));
  }
}
