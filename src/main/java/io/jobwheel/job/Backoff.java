package io.jobwheel.job;

import java.time.Duration;

/**
 * Exponential pauses between tries: each is twice as long as the one before, up to a limit.
 *
 * @param first the pause after the first try; zero for no pauses
 * @param longest the maximum pause
 */
public record Backoff(Duration first, Duration longest) {

  public Backoff {
    if (first.isNegative() || first.compareTo(longest) > 0) {
      throw new IllegalArgumentException("first must be 0 to %s, not %s".formatted(longest, first));
    }
  }

  /** Returns the pause that follows a pause: twice as long, at most {@code longest}. */
  public Duration next(Duration pause) {
    // compared in this way, doubling cannot overflow
    return pause.compareTo(longest.minus(pause)) < 0 ? pause.multipliedBy(2) : longest;
  }

  /** Returns the pause after a number of tries, at least 1. */
  public Duration after(int tries) {
    Duration pause = first;
    for (int i = 1; i < tries && !pause.isZero() && pause.compareTo(longest) < 0; i++) {
      pause = next(pause);
    }
    return pause;
  }
}
