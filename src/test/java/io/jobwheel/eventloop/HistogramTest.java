package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;

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

  @Test
  void theCountIsTheSumOfTheBuckets() {
    assertThat(new Histogram(List.of(1L, 2L, 3L), 5).count()).isEqualTo(6);
    assertThat(new Histogram(Collections.nCopies(Histogram.BUCKETS, 0L), 0).count()).isZero();
  }
}
