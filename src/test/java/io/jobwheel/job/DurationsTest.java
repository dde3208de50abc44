package io.jobwheel.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DurationsTest {

  private static final Duration LONG = Duration.ofSeconds(1);
  private static final Duration SHORT = Duration.ofMillis(999);

  @Test
  void leastIsTheShorterOfTwoInEitherOrder() {
    assertThat(Durations.least(LONG, SHORT)).isEqualTo(SHORT);
    assertThat(Durations.least(SHORT, LONG)).isEqualTo(SHORT);
    assertThat(Durations.least(SHORT, SHORT)).isEqualTo(SHORT);
    assertThat(Durations.least(LONG.negated(), SHORT)).isEqualTo(LONG.negated());
  }

  @Test
  void greatestIsTheLongerOfTwoInEitherOrder() {
    assertThat(Durations.greatest(LONG, SHORT)).isEqualTo(LONG);
    assertThat(Durations.greatest(SHORT, LONG)).isEqualTo(LONG);
    assertThat(Durations.greatest(LONG, LONG)).isEqualTo(LONG);
    assertThat(Durations.greatest(LONG.negated(), Duration.ZERO)).isZero();
  }
}
