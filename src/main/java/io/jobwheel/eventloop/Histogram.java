package io.jobwheel.eventloop;

import java.time.Duration;
import java.util.List;

/**
 * Counts durations in buckets, as of one moment.
 *
 * @param counts per bucket, not cumulated; bucket {@code i} holds durations up to {@link
 *     #upperBound}{@code (i)}, the last one everything above
 * @param sumNanos of all durations
 */
public record Histogram(List<Long> counts, long sumNanos) {

  /** The buckets double from 1.024 µs to about 34 s; one more holds the rest. */
  public static final int BUCKETS = 27;

  private static final int FIRST_SHIFT = 10;

  public Histogram {
    counts = List.copyOf(counts);
  }

  /**
   * Returns the largest duration of a bucket, in nanoseconds; {@link Long#MAX_VALUE} for the last
   * bucket.
   */
  public static long upperBound(int bucket) {
    return bucket == BUCKETS - 1 ? Long.MAX_VALUE : 1L << (bucket + FIRST_SHIFT);
  }

  /** Returns the number of durations counted. */
  public long count() {
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Returns the duration that the given share of all durations does not exceed, rounded up to the
   * bound of its bucket. In the last bucket, it is the bound of the bucket before, which is less;
   * without any durations, it is zero.
   *
   * @param share 0 to 1; 0.5 for the median, 1 for the maximum
   */
  public Duration quantile(double share) {
    long count = count();
    long rank = Math.max((long) Math.ceil(count * share), 1);
    long seen = 0;
    int bucket = 0;
    while (bucket < BUCKETS - 2 && seen + counts.get(bucket) < rank) {
      seen += counts.get(bucket++);
    }
    return count == 0 ? Duration.ZERO : Duration.ofNanos(upperBound(bucket));
  }

  /** Returns the mean; zero without any durations. */
  public Duration mean() {
    long count = count();
    return count == 0 ? Duration.ZERO : Duration.ofNanos(sumNanos / count);
  }

  static int bucketOf(long nanos) {
    // the number of bits above the first bucket's; 0 and negative durations fall into the first
    int bits = Long.SIZE - Long.numberOfLeadingZeros(Math.max(nanos - 1, 0) >>> FIRST_SHIFT);
    return Math.min(bits, BUCKETS - 1);
  }
}
