package io.jobwheel.api.loop;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.eventloop.Histogram;
import java.time.Duration;

/**
 * The JSON document of the durations that a loop has measured since its start. Quantiles and the
 * maximum are rounded up to the next power of two of 1.024 µs.
 */
@JsonPropertyOrder({"count", "meanSeconds", "p50Seconds", "p95Seconds", "p99Seconds", "maxSeconds"})
record LoopTimesDocument(
    long count,
    double meanSeconds,
    double p50Seconds,
    double p95Seconds,
    double p99Seconds,
    double maxSeconds) {

  private static final double NANOS = 1e9;

  static LoopTimesDocument of(Histogram histogram) {
    return new LoopTimesDocument(
        histogram.count(),
        seconds(histogram.mean()),
        seconds(histogram.quantile(0.5)),
        seconds(histogram.quantile(0.95)),
        seconds(histogram.quantile(0.99)),
        seconds(histogram.quantile(1)));
  }

  /** Returns a duration in seconds. */
  static double seconds(Duration duration) {
    return duration.toNanos() / NANOS;
  }
}
