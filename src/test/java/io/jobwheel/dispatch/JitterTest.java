package io.jobwheel.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

public class JitterTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void aroundIsATenthLessToATenthMore() {
    assertThat(new Jitter(always(0)).around(SECOND)).isEqualTo(Duration.ofMillis(900));
    assertThat(new Jitter(always(0.5)).around(SECOND)).isEqualTo(SECOND);
    assertThat(new Jitter(always(0.999_999)).around(SECOND))
        .isBetween(Duration.ofMillis(1_099), Duration.ofMillis(1_100));
  }

  @Test
  void atLeastIsNeverLessAndUpToATenthMore() {
    assertThat(new Jitter(always(0)).atLeast(SECOND)).isEqualTo(SECOND);
    assertThat(new Jitter(always(0.5)).atLeast(SECOND)).isEqualTo(Duration.ofMillis(1_050));
    assertThat(new Jitter(always(0.5)).atLeast(Duration.ZERO)).isZero();
  }

  @Test
  void manyAreSpread() {
    Jitter jitter = new Jitter(new Random(7));
    assertThat(Stream.generate(() -> jitter.around(SECOND)).limit(1_000).distinct().count())
        .isGreaterThan(900);
  }

  /** Returns numbers at that fraction of their range. */
  public static RandomGenerator always(double share) {
    return new RandomGenerator() {
      @Override
      public long nextLong() {
        throw new UnsupportedOperationException();
      }

      @Override
      public double nextDouble(double origin, double bound) {
        return origin + share * (bound - origin);
      }
    };
  }
}
