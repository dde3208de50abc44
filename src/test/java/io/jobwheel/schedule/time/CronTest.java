package io.jobwheel.schedule.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Examples with literal times; {@link TransitionSweepTest} has the rule for all zones. */
class CronTest {

  @Test
  void aSkippedTimeFiresAtTheFirstInstantAfterTheGap() {
    // the clock goes from 02:00+01:00 to 03:00+02:00
    assertThat(times("30 2 * * *", "Europe/Berlin", "2026-03-28T00:00:00Z", "2026-03-31T00:00:00Z"))
        .containsExactly("2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z");
  }

  @Test
  void aRepeatedTimeFiresTheFirstTime() {
    // the clock goes from 03:00+02:00 to 02:00+01:00
    assertThat(times("30 2 * * *", "Europe/Berlin", "2026-10-24T00:00:00Z", "2026-10-27T00:00:00Z"))
        .containsExactly("2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
  }

  @Test
  void allSkippedTimesOfAGapAreOneTimeTogetherWithThatOfItsEnd() {
    assertThat(
            times(
                "*/20 1-3 * * *", "Europe/Berlin", "2026-03-29T00:00:00Z", "2026-03-29T02:00:00Z"))
        .containsExactly(
            "2026-03-29T00:00:00Z", // 01:00+01:00
            "2026-03-29T00:20:00Z",
            "2026-03-29T00:40:00Z",
            "2026-03-29T01:00:00Z", // 02:00, 02:20, 02:40 and 03:00+02:00
            "2026-03-29T01:20:00Z",
            "2026-03-29T01:40:00Z");
  }

  @Test
  void everyHalfHourIsElapsedTime() {
    // 01:30+02:00 to 04:00+01:00
    assertThat(
            times("*/30 * * * *", "Europe/Berlin", "2026-10-25T00:00:00Z", "2026-10-25T03:00:00Z"))
        .containsExactly(
            "2026-10-25T00:00:00Z",
            "2026-10-25T00:30:00Z",
            "2026-10-25T01:00:00Z",
            "2026-10-25T01:30:00Z",
            "2026-10-25T02:00:00Z",
            "2026-10-25T02:30:00Z");
    assertThat(
            times("*/30 * * * *", "Europe/Berlin", "2026-03-29T00:00:00Z", "2026-03-29T02:00:00Z"))
        .containsExactly(
            "2026-03-29T00:00:00Z",
            "2026-03-29T00:30:00Z",
            "2026-03-29T01:00:00Z",
            "2026-03-29T01:30:00Z");
  }

  @Test
  void aStepOfAllHoursFiresInBothPassesAndNotForAGap() {
    assertThat(
            times("0 */2 * * *", "Europe/Berlin", "2026-10-24T22:00:00Z", "2026-10-25T04:00:00Z"))
        .containsExactly(
            "2026-10-24T22:00:00Z", // 00:00+02:00
            "2026-10-25T00:00:00Z", // 02:00+02:00
            "2026-10-25T01:00:00Z", // 02:00+01:00
            "2026-10-25T03:00:00Z"); // 04:00+01:00
    assertThat(
            times("0 */2 * * *", "Europe/Berlin", "2026-03-28T23:00:00Z", "2026-03-29T03:00:00Z"))
        .containsExactly("2026-03-28T23:00:00Z", "2026-03-29T02:00:00Z"); // 00:00, 04:00+02:00
  }

  @Test
  void namedHoursFireOnceEvenIfTheyAreAll() {
    assertThat(
            times("0 0-23 * * *", "Europe/Berlin", "2026-10-25T00:00:00Z", "2026-10-25T03:00:00Z"))
        .containsExactly("2026-10-25T00:00:00Z", "2026-10-25T02:00:00Z"); // 02:00+02:00, 03:00
  }

  @ParameterizedTest
  @CsvSource({
    // midnight does not exist: 00:00-04:00 to 01:00-03:00
    "America/Santiago, 2026-09-05T12:00:00Z, 2026-09-06T04:00:00Z",
    // Friday at 00:00+02:00 to 01:00+03:00
    "Africa/Cairo, 2026-04-23T12:00:00Z, 2026-04-23T22:00:00Z",
    // Sunday at 00:00-05:00 to 01:00-04:00
    "America/Havana, 2026-03-07T12:00:00Z, 2026-03-08T05:00:00Z",
    // midnight exists twice: from 01:00-04:00 back to 00:00-05:00
    "America/Havana, 2026-10-31T12:00:00Z, 2026-11-01T04:00:00Z"
  })
  void aDailyScheduleAtMidnightLosesNoDayAndDoublesNone(
      String zone, Instant after, Instant midnight) {
    List<Instant> next = Cron.parse("@daily", ZoneId.of(zone)).next(after, 2);
    assertThat(next.getFirst()).isEqualTo(midnight);
    assertThat(Duration.between(next.getFirst(), next.getLast())).isBetween(hours(23), hours(25));
  }

  private static Duration hours(int hours) {
    return Duration.ofHours(hours);
  }

  @Test
  void aTransitionOfHalfAnHourIsLikeAnyOther() {
    // 02:00+10:30 to 02:30+11:00
    assertThat(
            times(
                "15 2 * * *",
                "Australia/Lord_Howe",
                "2026-10-02T20:00:00Z",
                "2026-10-04T20:00:00Z"))
        .containsExactly("2026-10-03T15:30:00Z", "2026-10-04T15:15:00Z");
    // 02:00+11:00 to 01:30+10:30
    assertThat(
            times(
                "45 1 * * *",
                "Australia/Lord_Howe",
                "2026-04-03T20:00:00Z",
                "2026-04-05T20:00:00Z"))
        .containsExactly("2026-04-04T14:45:00Z", "2026-04-05T15:15:00Z");
    assertThat(
            times(
                "*/30 * * * *",
                "Australia/Lord_Howe",
                "2026-04-04T14:00:00Z",
                "2026-04-04T16:00:00Z"))
        .containsExactly(
            "2026-04-04T14:00:00Z", // 01:00+11:00
            "2026-04-04T14:30:00Z", // 01:30+11:00
            "2026-04-04T15:00:00Z", // 01:30+10:30
            "2026-04-04T15:30:00Z");
  }

  @Test
  void aSkippedDayFiresAtTheBeginOfTheNextOne() {
    // 2011-12-29T24:00-10:00 to 2011-12-31T00:00+14:00
    assertThat(times("0 6 * * *", "Pacific/Apia", "2011-12-29T00:00:00Z", "2012-01-01T00:00:00Z"))
        .containsExactly(
            "2011-12-29T16:00:00Z", // 06:00-10:00 on the 29th
            "2011-12-30T10:00:00Z", // the 30th: 00:00+14:00 on the 31st
            "2011-12-30T16:00:00Z", // 06:00+14:00 on the 31st
            "2011-12-31T16:00:00Z");
    assertThat(times("0 6 30 * *", "Pacific/Apia", "2011-12-01T00:00:00Z", "2012-01-01T00:00:00Z"))
        .containsExactly("2011-12-30T10:00:00Z");
    assertThat(times("@daily", "Pacific/Apia", "2011-12-29T00:00:00Z", "2012-01-01T00:00:00Z"))
        .containsExactly("2011-12-29T10:00:00Z", "2011-12-30T10:00:00Z", "2011-12-31T10:00:00Z");
  }

  @Test
  void ramadanHasTwoTransitionsInMorocco() {
    // 03:00+01:00 to 02:00+00:00 on 2026-02-15, 02:00+00:00 to 03:00+01:00 on 2026-03-22
    assertThat(
            times(
                "30 2 * * 0", "Africa/Casablanca", "2026-02-14T00:00:00Z", "2026-03-30T00:00:00Z"))
        .containsExactly(
            "2026-02-15T01:30:00Z",
            "2026-02-22T02:30:00Z",
            "2026-03-01T02:30:00Z",
            "2026-03-08T02:30:00Z",
            "2026-03-15T02:30:00Z",
            "2026-03-22T02:00:00Z",
            "2026-03-29T01:30:00Z");
  }

  @Test
  void secondsFollowTheSameRule() {
    assertThat(
            times(
                "*/20 30 2 * * *", "Europe/Berlin", "2026-10-25T00:00:00Z", "2026-10-25T12:00:00Z"))
        .containsExactly("2026-10-25T00:30:00Z", "2026-10-25T00:30:20Z", "2026-10-25T00:30:40Z");
    assertThat(
            times(
                "*/20 30 2 * * *", "Europe/Berlin", "2026-03-29T00:00:00Z", "2026-03-29T12:00:00Z"))
        .containsExactly("2026-03-29T01:00:00Z");
  }

  @Test
  void eachSecondOfNamedHoursFiresOnce() {
    Cron cron = Cron.parse("* * 0-23 * * *", ZoneId.of("Europe/Berlin"));
    Instant gap = Instant.parse("2026-03-29T01:00:00Z");
    Instant overlap = Instant.parse("2026-10-25T01:00:00Z");
    assertThat(cron.between(gap.minusSeconds(600), gap.plusSeconds(600), 9_999)).hasSize(1_200);
    assertThat(cron.between(overlap.minusSeconds(600), overlap.plusSeconds(3_600 + 600), 9_999))
        .hasSize(1_200);
  }

  @Test
  void theNextTimeIsLaterThanTheInstant() {
    Cron cron = Cron.parse("0 12 * * *", ZoneId.of("UTC"));
    Instant noon = Instant.parse("2026-11-29T12:00:00Z");
    assertThat(cron.next(noon.minusNanos(1))).contains(noon);
    assertThat(cron.next(noon)).contains(noon.plus(Duration.ofDays(1)));
    assertThat(cron.next(noon.plusNanos(1))).contains(noon.plus(Duration.ofDays(1)));
  }

  @Test
  void anIntervalHasItsBeginButNotItsEnd() {
    Cron cron = Cron.parse("@hourly", ZoneId.of("UTC"));
    Instant from = Instant.parse("2026-11-29T12:00:00Z");
    Instant to = Instant.parse("2026-11-29T14:00:00Z");
    assertThat(cron.between(from, to, 10)).containsExactly(from, from.plusSeconds(3_600));
    assertThat(cron.between(from, to, 1)).containsExactly(from);
    assertThat(cron.between(from, to, 0)).isEmpty();
    assertThat(cron.between(from, from, 10)).isEmpty();
    assertThat(cron.between(to, from, 10)).isEmpty();
    assertThat(cron.between(from.plusNanos(1), to.plusNanos(1), 10))
        .containsExactly(from.plusSeconds(3_600), to);
  }

  @Test
  void theNextTimesAscend() {
    Cron cron = Cron.parse("@monthly", ZoneId.of("UTC"));
    Instant after = Instant.parse("2026-11-29T12:00:00Z");
    assertThat(cron.next(after, 2))
        .containsExactly(
            Instant.parse("2026-12-01T00:00:00Z"), Instant.parse("2027-01-01T00:00:00Z"));
    assertThat(cron.next(after, 0)).isEmpty();
  }

  @Test
  void rareTimesAreFoundUpToThirtyYearsAhead() {
    ZoneId utc = ZoneId.of("UTC");
    Cron leapDay = Cron.parse("0 0 29 2 *", utc);
    assertThat(leapDay.next(Instant.parse("2026-11-29T00:00:00Z")))
        .contains(Instant.parse("2028-02-29T00:00:00Z"));
    assertThat(leapDay.next(Instant.parse("2096-03-01T00:00:00Z")))
        .contains(Instant.parse("2104-02-29T00:00:00Z"));
    for (String expression : List.of("0 0 * 2 MON#5", "* * * 2 MON#5")) {
      Cron leapMonday = Cron.parse(expression, ZoneId.of("Europe/Berlin"));
      assertThat(leapMonday.next(Instant.parse("2026-11-29T00:00:00Z")))
          .contains(Instant.parse("2044-02-28T23:00:00Z"));
      // the next one is in 2112
      assertThat(leapMonday.next(Instant.parse("2072-03-01T00:00:00Z"))).isEmpty();
      assertThat(leapMonday.next(Instant.parse("2085-01-01T00:00:00Z")))
          .contains(Instant.parse("2112-02-28T23:00:00Z"));
    }
  }

  @Test
  void anyInstantHasAnAnswer() {
    for (String expression : List.of("0 0 * * *", "* * * * *")) {
      Cron cron = Cron.parse(expression, ZoneId.of("Europe/Berlin"));
      assertThat(cron.next(Instant.MAX)).isEmpty();
      assertThat(cron.next(Recurrence.LATEST)).isEmpty();
      Optional<Instant> first = cron.next(Instant.MIN);
      assertThat(first).isPresent();
      assertThat(first.get()).isAfterOrEqualTo(Recurrence.EARLIEST);
      assertThat(cron.between(Instant.MIN, Instant.MAX, 1)).containsExactly(first.get());
    }
  }

  @Test
  void timesEndWithTheirRange() {
    Cron daily = Cron.parse("@daily", ZoneId.of("UTC"));
    assertThat(daily.next(Instant.MIN)).contains(Recurrence.EARLIEST);
    assertThat(daily.next(Recurrence.LATEST.minusNanos(1))).contains(Recurrence.LATEST);
    // Berlin is an hour ahead, so its next midnight is later than the last time
    assertThat(
            Cron.parse("@daily", ZoneId.of("Europe/Berlin")).next(Recurrence.LATEST.minusNanos(1)))
        .isEmpty();
  }

  @Test
  void keepsItsExpressionAndZone() {
    Cron cron = Cron.parse("  0  9\t* * mon-fri ", ZoneId.of("Europe/Berlin"));
    assertThat(cron.expression()).isEqualTo("0 9 * * mon-fri");
    assertThat(cron.zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
    assertThat(cron)
        .isEqualTo(Cron.parse("0 9 * * mon-fri", ZoneId.of("Europe/Berlin")))
        .hasSameHashCodeAs(Cron.parse("0 9 * * mon-fri", ZoneId.of("Europe/Berlin")))
        .isNotEqualTo(Cron.parse("0 9 * * mon-fri", ZoneId.of("Europe/Paris")))
        .isNotEqualTo(Cron.parse("1 9 * * mon-fri", ZoneId.of("Europe/Berlin")))
        .hasToString("0 9 * * mon-fri in Europe/Berlin");
  }

  private static List<String> times(String expression, String zone, String from, String to) {
    List<String> times = new ArrayList<>();
    Cron.parse(expression, ZoneId.of(zone))
        .between(Instant.parse(from), Instant.parse(to), 100)
        .forEach(time -> times.add(time.toString()));
    return times;
  }
}
