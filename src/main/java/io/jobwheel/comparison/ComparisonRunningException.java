package io.jobwheel.comparison;

import java.util.UUID;

/** Thrown if a comparison cannot begin because another one is running. Nothing is stored. */
public final class ComparisonRunningException extends RuntimeException {

  private final transient UUID running;

  ComparisonRunningException(UUID running) {
    super(
        "Comparison %s is running, and there is only one at a time on all nodes. Wait until it has ended, or cancel it."
            .formatted(running));
    this.running = running;
  }

  /** Returns the one that is running. */
  public UUID running() {
    return running;
  }
}
