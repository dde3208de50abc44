package io.jobwheel.execution.attempt;

import java.time.Duration;
import java.util.stream.LongStream;

/** Histogram buckets of timers. */
public final class HistogramBuckets {

  /** For calls: 1 ms to 10 min. */
  public static final Duration[] OF_CALLS =
      millis(
          1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000,
          600_000);

  /** For starts of worker processes: 50 ms to 2 min. */
  public static final Duration[] OF_STARTS =
      millis(50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 60_000, 120_000);

  private HistogramBuckets() {}

  private static Duration[] millis(long... millis) {
    return LongStream.of(millis).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
  }
}
