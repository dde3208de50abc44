package io.jobwheel.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(3), Duration.ofSeconds(20));

  @Test
  void eachPauseIsTwiceAsLongAsTheOneBeforeUpToTheLongest() {
    assertThat(Stream.iterate(BACKOFF.first(), BACKOFF::next).limit(6).map(Duration::toSeconds))
        .containsExactly(3L, 6L, 12L, 20L, 20L, 20L);
    assertThat(IntStream.rangeClosed(1, 6).mapToObj(BACKOFF::after).map(Duration::toSeconds))
        .containsExactly(3L, 6L, 12L, 20L, 20L, 20L);
  }

  @Test
  void aPauseThatIsTooLongIsFollowedByTheLongest() {
    assertThat(BACKOFF.next(Duration.ofSeconds(21))).isEqualTo(BACKOFF.longest());
    assertThat(BACKOFF.next(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(BACKOFF.longest());
  }

  @Test
  void aPauseJustBelowHalfOfTheLongestIsDoubled() {
    assertThat(BACKOFF.next(Duration.ofSeconds(10).minusNanos(1)))
        .isEqualTo(Duration.ofSeconds(20).minusNanos(2));
  }

  @Test
  void theLongestDurationOfAllDoesNotOverflow() {
    Backoff endless = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(Long.MAX_VALUE));
    assertThat(endless.after(Integer.MAX_VALUE)).isEqualTo(endless.longest());
  }

  @Test
  void aFirstPauseOfZeroMeansThatThereIsNone() {
    Backoff none = new Backoff(Duration.ZERO, Duration.ofHours(1));
    assertThat(none.after(1)).isZero();
    assertThat(none.after(Integer.MAX_VALUE)).isZero();
    assertThat(none.next(none.first())).isZero();
  }

  @Test
  void theFirstPauseIsNeitherNegativeNorBeyondTheLongest() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Backoff(Duration.ofNanos(-1), Duration.ofSeconds(1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)));
  }
}
