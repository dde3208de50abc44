package io.jobwheel.dispatch;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Varies durations at random, so that many nodes or jobs do not act at the same moment. Safe for
 * use by any thread.
 */
public final class Jitter {

  private static final double SHARE = 0.1;

  private final RandomGenerator random;

  /**
   * Creates a jitter.
   *
   * @param random called by any thread
   */
  public Jitter(RandomGenerator random) {
    this.random = random;
  }

  /** Returns the duration, changed by up to 10 percent in either direction. */
  public Duration around(Duration length) {
    return stretched(length, random.nextDouble(-SHARE, SHARE));
  }

  /** Returns the duration, lengthened by up to 10 percent. */
  public Duration atLeast(Duration length) {
    return stretched(length, random.nextDouble(0, SHARE));
  }

  private static Duration stretched(Duration length, double share) {
    return length.plusNanos((long) (length.toNanos() * share));
  }
}
