package io.jobwheel.schedule.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every transition of every zone of the tz database, held to {@link MinuteOracle}. */
class TransitionSweepTest {

  static final List<String> EXPRESSIONS =
      List.of(
          // once a day, at and around the times at which zones change
          "0 0 * * *",
          "30 0 * * *",
          "30 2 * * *",
          "59 23 * * *",
          // several times a day
          "15 1,2,3 * * *",
          "*/20 0-3 * * *",
          "45 0-23 * * *",
          // elapsed time
          "*/30 * * * *",
          "7 * * * *",
          "0 */2 * * *",
          "*/25 */3 * * *",
          // on some days
          "30 2 L * *",
          "30 1 * * 0L",
          "0 1 * * 0#1",
          "30 2 8-14 3,10,11 *",
          "0 3 15W * *");

  @Test
  void equalsTheOracleAtEachTransitionUntil2030() {
    TransitionSweep sweep = new TransitionSweep(EXPRESSIONS, 3);
    sweep.sweep(2026, 2031);
    assertThat(sweep.differences()).isEmpty();
    assertThat(sweep.zones()).isGreaterThan(500);
    assertThat(sweep.transitions()).isGreaterThan(500);
  }

  @Test
  void equalsTheOracleWhereADayIsSkipped() {
    TransitionSweep sweep = new TransitionSweep(EXPRESSIONS, 100);
    sweep.compare(
        ZoneId.of("Pacific/Apia"),
        Instant.parse("2011-12-28T00:00:00Z"),
        Instant.parse("2012-01-02T00:00:00Z"));
    assertThat(sweep.differences()).isEmpty();
  }

  @Test
  void theOracleIsNotThatOfAnotherRule() {
    // Spring's own arithmetic in the zone fires 02:30 twice
    Instant from = Instant.parse("2026-10-24T12:00:00Z");
    assertThat(
            new MinuteOracle("30 2 * * *")
                .times(clockOfBerlin(from, 1440)).stream()
                    .map(i -> from.plusSeconds(60L * i))
                    .toList())
        .containsExactly(Instant.parse("2026-10-25T00:30:00Z"));
  }

  private static long[] clockOfBerlin(Instant from, int minutes) {
    long change = Instant.parse("2026-10-25T01:00:00Z").getEpochSecond() / 60;
    long[] clock = new long[minutes];
    for (int i = 0; i < minutes; i++) {
      long minute = from.getEpochSecond() / 60 + i;
      clock[i] = minute + (minute < change ? 120 : 60);
    }
    return clock;
  }
}
