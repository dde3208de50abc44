package io.jobwheel.dispatch;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Keeps many nodes, or many jobs, from doing the same at the same moment. Safe from any thread. */
public final class Jitter {

  private static final double SHARE = 0.1;

  private final RandomGenerator random;

  /**
   * Makes one.
   *
   * @param random is asked from any thread
   */
  public Jitter(RandomGenerator random) {
    this.random = random;
  }

  /** About so long: up to a tenth less or more. */
  public Duration around(Duration length) {
    return stretched(length, random.nextDouble(-SHARE, SHARE));
  }

  /** At least so long: up to a tenth more. */
  public Duration atLeast(Duration length) {
    return stretched(length, random.nextDouble(0, SHARE));
  }

  private static Duration stretched(Duration length, double share) {
    return length.plusNanos((long) (length.toNanos() * share));
  }
}
