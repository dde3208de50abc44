package io.jobwheel.store.limit;

import java.time.Duration;

/**
 * How often jobs may start: {@code permits} in each period, and up to {@code burst} at once after a
 * pause.
 *
 * @param permits {@value #MIN} to {@value #MAX}
 * @param per the period, {@link #SHORTEST} to {@link #LONGEST}, in whole microseconds
 * @param burst {@value #MIN} to {@value #MAX}
 */
public record RateSpec(int permits, Duration per, int burst) {

  public static final int MIN = 1;
  public static final int MAX = 1_000_000;
  public static final Duration SHORTEST = Duration.ofMillis(1);
  public static final Duration LONGEST = Duration.ofDays(30);

  /** The burst of a rate that does not name one. */
  public static final int DEFAULT_BURST = 1;

  public RateSpec {
    if (permits < MIN || permits > MAX || burst < MIN || burst > MAX) {
      throw new IllegalArgumentException(
          "permits and burst must be %d to %d, not %d and %d".formatted(MIN, MAX, permits, burst));
    }
    if (per.compareTo(SHORTEST) < 0 || per.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "per must be %s to %s, not %s".formatted(SHORTEST, LONGEST, per));
    }
  }
}
