package io.jobwheel.schedule.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EveryTest {

  private static final Instant ANCHOR = Instant.parse("2026-11-29T10:07:00Z");

  @Test
  void timesAreWholePeriodsFromTheAnchor() {
    Every every = new Every(Duration.ofMinutes(15), ANCHOR);
    assertThat(every.next(Instant.parse("2026-11-30T00:00:00Z"), 2))
        .containsExactly(
            Instant.parse("2026-11-30T00:07:00Z"), Instant.parse("2026-11-30T00:22:00Z"));
    assertThat(every.next(ANCHOR)).contains(ANCHOR.plusSeconds(900));
    assertThat(every.next(ANCHOR.minusNanos(1))).contains(ANCHOR);
  }

  @Test
  void thereAreTimesBeforeTheAnchor() {
    Every every = new Every(Duration.ofMinutes(15), ANCHOR);
    assertThat(every.between(ANCHOR.minusSeconds(1_800), ANCHOR.plusNanos(1), 10))
        .containsExactly(ANCHOR.minusSeconds(1_800), ANCHOR.minusSeconds(900), ANCHOR);
    assertThat(every.next(ANCHOR.minusNanos(900_000_000_001L))).contains(ANCHOR.minusSeconds(900));
  }

  @Test
  void timesAreWholeMicroseconds() {
    Every every =
        new Every(Duration.parse("PT1.000001S"), Instant.parse("2026-11-29T00:00:00.123456789Z"));
    assertThat(every.anchor()).isEqualTo(Instant.parse("2026-11-29T00:00:00.123456Z"));
    assertThat(every.next(every.anchor(), 2))
        .containsExactly(
            Instant.parse("2026-11-29T00:00:01.123457Z"),
            Instant.parse("2026-11-29T00:00:02.123458Z"));
    assertThat(every.next(Instant.parse("2026-11-29T00:00:01.123457001Z")))
        .contains(Instant.parse("2026-11-29T00:00:02.123458Z"));
  }

  @Test
  void aDayIs24HoursWhereverClocksChange() {
    Every every = new Every(Duration.ofDays(1), Instant.parse("2026-03-28T01:30:00Z"));
    assertThat(every.next(every.anchor(), 2))
        .containsExactly(
            Instant.parse("2026-03-29T01:30:00Z"), Instant.parse("2026-03-30T01:30:00Z"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT0.000000001S", "PT0.999999S", "PT-1H", "PT1.0000005S"})
  void shortOrUnevenPeriodsAreInvalid(Duration period) {
    assertThatExceptionOfType(InvalidRecurrenceException.class)
        .isThrownBy(() -> new Every(period, ANCHOR))
        .withMessage(
            "must be a duration from 1s to 365d in whole microseconds, such as 15m or PT15M");
  }

  @Test
  void longPeriodsAreInvalid() {
    assertThat(new Every(Every.LONGEST, ANCHOR).next(ANCHOR))
        .contains(Instant.parse("2027-11-29T10:07:00Z"));
    assertThatExceptionOfType(InvalidRecurrenceException.class)
        .isThrownBy(() -> new Every(Every.LONGEST.plusNanos(1_000), ANCHOR));
    assertThatExceptionOfType(InvalidRecurrenceException.class)
        .isThrownBy(() -> new Every(Duration.ofSeconds(Long.MAX_VALUE), ANCHOR));
  }

  @Test
  void theAnchorHasToBeInTheRange() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Every(Every.SHORTEST, Instant.MIN));
    assertThatIllegalArgumentException().isThrownBy(() -> new Every(Every.SHORTEST, Instant.MAX));
  }

  @Test
  void anyInstantHasAnAnswer() {
    Every every = new Every(Every.SHORTEST, ANCHOR);
    assertThat(every.next(Instant.MIN)).contains(Recurrence.EARLIEST);
    assertThat(every.next(Instant.MAX)).isEmpty();
    assertThat(every.next(Recurrence.LATEST)).isEmpty();
    assertThat(every.next(Recurrence.LATEST.minusNanos(1))).contains(Recurrence.LATEST);
    assertThat(every.between(Instant.MIN, Instant.MAX, 1)).containsExactly(Recurrence.EARLIEST);
  }
}
