package io.jobwheel.eventloop;

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

  static int bucketOf(long nanos) {
    // the number of bits above the first bucket's; 0 and negative durations fall into the first
    int bits = Long.SIZE - Long.numberOfLeadingZeros(Math.max(nanos - 1, 0) >>> FIRST_SHIFT);
    return Math.min(bits, BUCKETS - 1);
  }
}
