package io.jobwheel.schedule.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each kind of day, searched from each day of years, held to {@link MinuteOracle}. */
class LocalTimesTest {

  // all weekdays as the first of January and of March
  private static final LocalDate BEGIN = LocalDate.of(2026, 1, 1);
  private static final int DAYS = 6 * 365 + 1;
  private static final int NOON = 12 * 60;

  @ParameterizedTest
  @MethodSource("days")
  void theNextDayIsFoundFromEachTime(String days) {
    LocalTimes times = new LocalTimes(CronSyntax.parse("0 12 " + days));
    MinuteOracle oracle = new MinuteOracle("0 12 " + days);
    List<String> differences = new ArrayList<>();
    @Nullable LocalDateTime expected = null;
    for (LocalDate day : backwards(days)) {
      LocalDateTime noon = day.atTime(12, 0);
      if (expected != null) {
        compare(times, noon, expected, differences);
        compare(times, noon.plusHours(11), expected, differences);
      }
      if (oracle.matches(day.toEpochDay() * 1440 + NOON)) {
        expected = noon;
      }
      if (expected != null) {
        compare(times, noon.minusSeconds(1), expected, differences);
      }
    }
    assertThat(expected).isNotNull();
    assertThat(differences).isEmpty();
  }

  private static void compare(
      LocalTimes times, LocalDateTime from, LocalDateTime expected, List<String> differences) {
    LocalDateTime next = times.next(from);
    if (!expected.equals(next)) {
      differences.add("from %s: %s, not %s".formatted(from, next, expected));
    }
  }

  private static List<LocalDate> backwards(String days) {
    // a fifth day of the week in February needs a leap year
    int years = days.contains(" 2 ") ? 28 * 365 : DAYS;
    return IntStream.rangeClosed(1, years).mapToObj(i -> BEGIN.plusDays(years - i)).toList();
  }

  private static Stream<String> days() {
    return Stream.of(
            Stream.of("L", "LW", "1,1W", "1W,2", "31,1W,L", "15,L-3").map(day -> day + " * ?"),
            numbers(1, 31).map(day -> day + " * *"),
            numbers(1, 27).map(day -> day + "W * *"),
            numbers(1, 27).map(day -> "L-" + day + " * *"),
            numbers(1, 12).map(month -> "29 2,%s *".formatted(month)),
            numbers(0, 7).map(day -> "* * " + day),
            numbers(0, 7).map(day -> "? * " + day + "L"),
            numbers(0, 7).flatMap(day -> numbers(1, 5).map(nth -> "* * " + day + "#" + nth)),
            numbers(1, 5).map(nth -> "* 2 1#" + nth))
        .flatMap(each -> each);
  }

  private static Stream<String> numbers(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(Integer::toString);
  }

  @Test
  void findsTheFirstWeekdayFromSundayTheSecond() {
    // 2027-05-01 is a Saturday
    LocalTimes times = new LocalTimes(CronSyntax.parse("0 9 1W * *"));
    assertThat(times.next(LocalDateTime.of(2027, 5, 2, 10, 0)))
        .isEqualTo(LocalDateTime.of(2027, 5, 3, 9, 0));
  }

  @Test
  void aDateThatDoesNotExistIsNeverFound() {
    LocalTimes times = new LocalTimes(CronSyntax.parse("0 9 30 2 *"));
    assertThat(times.next(LocalDateTime.of(2027, 5, 2, 10, 0))).isNull();
  }
}
