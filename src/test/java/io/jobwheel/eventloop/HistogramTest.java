package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class HistogramTest {

  @ParameterizedTest
  @CsvSource({
    "-5, 0",
    "0, 0",
    "1, 0",
    "1024, 0",
    "1025, 1",
    "2048, 1",
    "2049, 2",
    "34359738368, 25",
    "34359738369, 26",
    "9223372036854775807, 26"
  })
  void aDurationFallsIntoTheBucketWhoseBoundItDoesNotExceed(long nanos, int bucket) {
    assertThat(Histogram.bucketOf(nanos)).isEqualTo(bucket);
    assertThat(nanos).isLessThanOrEqualTo(Histogram.upperBound(bucket));
    if (bucket > 0) {
      assertThat(nanos).isGreaterThan(Histogram.upperBound(bucket - 1));
    }
  }

  @Test
  void theLastBucketHasNoBound() {
    assertThat(Histogram.upperBound(Histogram.BUCKETS - 1)).isEqualTo(Long.MAX_VALUE);
  }

  private static Histogram of(long... counts) {
    List<Long> all = new ArrayList<>(Collections.nCopies(Histogram.BUCKETS, 0L));
    for (int i = 0; i < counts.length; i++) {
      all.set(i, counts[i]);
    }
    return new Histogram(all, 10_000);
  }

  @Test
  void aQuantileIsTheBoundOfItsBucket() {
    Histogram histogram = of(50, 45, 4, 1); // bounds 1024, 2048, 4096 and 8192 ns

    assertThat(histogram.quantile(0)).isEqualTo(Duration.ofNanos(1024));
    assertThat(histogram.quantile(0.5)).isEqualTo(Duration.ofNanos(1024));
    assertThat(histogram.quantile(0.51)).isEqualTo(Duration.ofNanos(2048));
    assertThat(histogram.quantile(0.95)).isEqualTo(Duration.ofNanos(2048));
    assertThat(histogram.quantile(0.99)).isEqualTo(Duration.ofNanos(4096));
    assertThat(histogram.quantile(1)).isEqualTo(Duration.ofNanos(8192));
    assertThat(histogram.mean()).isEqualTo(Duration.ofNanos(100));
    assertThat(of(0, 0, 1).quantile(0)).isEqualTo(Duration.ofNanos(4096));
  }

  @Test
  void aQuantileIsFiniteAndZeroWithoutDurations() {
    long[] last = new long[Histogram.BUCKETS];
    last[Histogram.BUCKETS - 1] = 3;

    assertThat(of(last).quantile(1))
        .isEqualTo(Duration.ofNanos(Histogram.upperBound(Histogram.BUCKETS - 2)));
    assertThat(of().quantile(1)).isZero();
    assertThat(of().mean()).isZero();
  }

  @Test
  void theCountIsTheSumOfTheBuckets() {
    assertThat(new Histogram(List.of(1L, 2L, 3L), 5).count()).isEqualTo(6);
    assertThat(new Histogram(Collections.nCopies(Histogram.BUCKETS, 0L), 0).count()).isZero();
  }
}
