package io.jobwheel.schedule.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronSyntaxTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "@yearly   | 0 0 1 1 *",
        "@annually | 0 0 1 1 *",
        "@monthly  | 0 0 1 * *",
        "@weekly   | 0 0 * * SUN",
        "@daily    | 0 0 * * *",
        "@midnight | 0 0 * * *",
        "@hourly   | 0 * * * *",
        "@Daily    | 0 0 0 * * *",
        // names and numbers
        "0 0 * JAN,jun-Aug * | 0 0 * 1,6-8 *",
        "0 0 * * mon-FRI     | 0 0 * * 1-5",
        "05 00 * * *         | 5 0 * * *",
        // both 0 and 7 are Sunday
        "0 0 * * 0       | 0 0 * * 7",
        "0 0 * * SUN     | 0 0 * * 7",
        "0 0 * * SUN-TUE | 0 0 * * 7,1,2",
        "0 0 * * 7-2     | 0 0 * * 0-2",
        "0 0 * * FRI-SUN | 0 0 * * 5-7",
        "0 0 * * 5-0     | 0 0 * * 5,6,0",
        "0 0 * * 7-7     | 0 0 * * 7",
        "0 0 * * SUN-SUN | 0 0 * * 7",
        "0 0 * * 0-7     | 0 0 * * 1-7",
        "0 0 * * SUN#2   | 0 0 * * 7#2",
        "0 0 * * 0L      | 0 0 * * sunL",
        "0 0 * * SUN/2   | 0 0 * * 7/2",
        "0 0 * * 0-6/2   | 0 0 * * SUN,TUE,THU,SAT",
        // a question mark in a day field
        "0 0 ? * 3 | 0 0 * * 3",
        "0 0 3 * ? | 0 0 3 * *",
        "0 0 ? * ? | 0 0 * * *",
        // steps
        "10/20 0 * * * | 10,30,50 0 * * *",
        "*/1 0 * * *   | * 0 * * *",
        "0 8-14/3 * * *| 0 8,11,14 * * *",
        "0 0 * * */1   | 0 0 * * *",
        // lower case
        "0 0 l * *   | 0 0 L * *",
        "0 0 lw * *  | 0 0 LW * *",
        "0 0 15w * * | 0 0 15W * *",
        "0 0 l-3 * * | 0 0 L-03 * *",
      })
  void hasTheTimesOf(String expression, String same) {
    Instant from = Instant.parse("2026-11-29T00:00:00Z");
    assertThat(Cron.parse(expression, ZoneOffset.UTC).next(from, 50))
        .isEqualTo(Cron.parse(same, ZoneOffset.UTC).next(from, 50))
        .hasSize(50);
  }

  @ParameterizedTest
  @CsvSource({
    // 2027-08-01 is a Sunday, 2027-05-01 and 2027-05-15 are Saturdays
    "0 0 1W * *, 2027-08-02",
    "0 0 1W 5 *, 2027-05-03",
    "0 0 15W 5 *, 2027-05-14",
    "0 0 15W 8 *, 2027-08-16",
    "0 0 LW 7 *, 2027-07-30",
    "0 0 L 2 *, 2027-02-28",
    "0 0 L-27 2 *, 2027-02-01",
    "0 0 * 8 MON#5, 2027-08-30",
    "0 0 * 8 5L, 2027-08-27",
    "0 0 1W 7 *, 2027-07-01",
  })
  void daysOfTheMonthAreThoseOfTheCalendar(String expression, LocalDate date) {
    Instant from = date.withDayOfMonth(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    assertThat(Cron.parse(expression, ZoneOffset.UTC).between(from, Instant.MAX, 1))
        .containsExactly(date.atStartOfDay(ZoneOffset.UTC).toInstant());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "60 * * * *      | has an invalid minute '60': '60' must be a number from 0 to 59",
        "x * * * *       | has an invalid minute 'X': 'X' must be a number from 0 to 59",
        "60 0 0 * * *    | has an invalid second '60': '60' must be a number from 0 to 59",
        "0 24 * * *      | has an invalid hour '24': '24' must be a number from 0 to 23",
        "0 1,,2 * * *    | has an invalid hour '': '' must be a number from 0 to 23",
        "0 -1 * * *      | has an invalid hour '-1': '' must be a number from 0 to 23",
        "0 +1 * * *      | has an invalid hour '+1': '+1' must be a number from 0 to 23",
        "0 ? * * *       | has an invalid hour '?': '?' must be a number from 0 to 23",
        "0 0 0 * *       | has an invalid day of month '0': '0' must be a number from 1 to 31",
        "0 0 32 * *      | has an invalid day of month '32': '32' must be a number from 1 to 31",
        "0 0 L-0 * *     | has an invalid day of month 'L-0': '0' must be a number from 1 to 27",
        "0 0 L-28 * *    | has an invalid day of month 'L-28': '28' must be a number from 1 to 27",
        "0 0 31W * *     | has an invalid day of month '31W': '31' must be a number from 1 to 27",
        "0 0 W * *       | has an invalid day of month 'W': '' must be a number from 1 to 27",
        "0 0 1-5W * *    | has an invalid day of month '1-5W': '1-5' must be a number from 1 to 27",
        "0 0 1,? * *     | has an invalid day of month '?': '?' must be a number from 1 to 31",
        "0 0 * 13 *      | has an invalid month '13': '13' must be a number from 1 to 12 or one of",
        "0 0 * JANFEB *  | has an invalid month 'JANFEB': 'JANFEB' must be a number",
        "0 0 * MON *     | has an invalid month 'MON': 'MON' must be a number",
        "0 0 * * 8       | has an invalid day of week '8': '8' must be a number from 0 to 7 or one",
        "0 0 * * L       | has an invalid day of week 'L': '' must be a number from 0 to 7 or one",
        "0 0 * * MON#6   | has an invalid day of week 'MON#6': '6' must be a number from 1 to 5",
        "0 0 * * MON#0   | has an invalid day of week 'MON#0': '0' must be a number from 1 to 5",
        "0 0 * * #2      | has an invalid day of week '#2': '' must be a number from 0 to 7 or one",
        "0 0 * * FRI-MON | has an invalid day of week 'FRI-MON': the range ends before it begins",
        "0 0 * * */2     | has an invalid day of week '*/2': a step of all days begins on Sunday",
        "30-10 * * * *   | has an invalid minute '30-10': the range ends before it begins",
        "*/0 * * * *     | has an invalid minute '*/0': '0' must be a number from 1 to 59",
        "*/90 * * * *    | has an invalid minute '*/90': '90' must be a number from 1 to 59",
        "0 */24 * * *    | has an invalid hour '*/24': '24' must be a number from 1 to 23",
        "0 0 1 */12 *    | has an invalid month '*/12': '12' must be a number from 1 to 11",
        "0 0 */31 * *    | has an invalid day of month '*/31': '31' must be a number from 1 to 30",
        "1/2/3 * * * *   | has an invalid minute '1/2/3': '2/3' must be a number from 1 to 59",
        "1-2-3 * * * *   | has an invalid minute '1-2-3': '1-2-3' must be a number from 0 to 59",
        "٣ * * * *       | has an invalid minute '٣': '٣' must be a number from 0 to 59",
        "001 * * * *     | has an invalid minute '001': '001' must be a number from 0 to 59",
        "* * * *         | must have 5 fields (minute, hour, day of month, month, day of week)",
        "* * * * * * *   | must have 5 fields (minute, hour, day of month, month, day of week)",
        "@reboot         | has an unknown macro '@reboot'; must be one of [@annually, @daily",
        "@daily x        | has an unknown macro '@daily x'; must be one of [@annually, @daily",
        "''              | must have 5 fields (minute, hour, day of month, month, day of week)",
        "0 0 1 * MON     | must not restrict both the day of month and the day of week: Unix cron",
        "0 0 L * 5L      | must not restrict both the day of month and the day of week: Unix cron",
        "0 0 */2 * 1     | must not restrict both the day of month and the day of week: Unix cron",
        "0 0 30 2 *      | never fires: day of month '30' does not exist in month '2'",
        "0 0 31 4,SEP *  | never fires: day of month '31' does not exist in month '4,9'",
      })
  void anErrorNamesTheField(String expression, String message) {
    assertThatExceptionOfType(InvalidRecurrenceException.class)
        .isThrownBy(() -> Cron.parse(expression, ZoneOffset.UTC))
        .withMessageStartingWith(message);
  }

  @Test
  void anErrorSaysHowManyFieldsThereAre() {
    assertThatExceptionOfType(InvalidRecurrenceException.class)
        .isThrownBy(() -> Cron.parse("* *", ZoneOffset.UTC))
        .withMessageEndingWith("has 2");
    assertThatExceptionOfType(InvalidRecurrenceException.class)
        .isThrownBy(() -> Cron.parse(" \t ", ZoneOffset.UTC))
        .withMessageEndingWith("has 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 0 * *\u0000 *", "0 0 *\n* *", "0\u00a00 * * *", "0 0 * * *\uD83D"})
  void otherCharactersAreInvalid(String expression) {
    assertThatExceptionOfType(InvalidRecurrenceException.class)
        .isThrownBy(() -> Cron.parse(expression, ZoneOffset.UTC));
  }

  @Test
  void theLengthIsLimited() {
    String list = "0" + ",0".repeat((Cron.MAX_LENGTH - " * * * *".length() - 1) / 2);
    String longest = list + " * * * *" + " ".repeat((Cron.MAX_LENGTH - list.length()) % 8);
    assertThat(longest.length()).isLessThanOrEqualTo(Cron.MAX_LENGTH);
    assertThatNoException().isThrownBy(() -> Cron.parse(longest, ZoneOffset.UTC));
    String padded = longest + " ".repeat(Cron.MAX_LENGTH + 1 - longest.length());
    assertThatExceptionOfType(InvalidRecurrenceException.class)
        .isThrownBy(() -> Cron.parse(padded, ZoneOffset.UTC))
        .withMessage("must have at most 200 characters, not 201");
  }

  @Test
  void anErrorRepeatsOnlyTheBeginOfALongField() {
    assertThatExceptionOfType(InvalidRecurrenceException.class)
        .isThrownBy(() -> Cron.parse("X".repeat(150) + " * * * *", ZoneOffset.UTC))
        .withMessageContaining("'" + "X".repeat(32) + "…'")
        .withMessageNotContaining("X".repeat(33));
  }

  @Test
  void onlyDatesThatDoNotExistNeverFire() {
    for (int month = 1; month <= 12; month++) {
      for (int day = 1; day <= 31; day++) {
        String expression = "0 0 %d %d *".formatted(day, month);
        if (YearMonth.of(2028, month).isValidDay(day)) {
          assertThatNoException().isThrownBy(() -> Cron.parse(expression, ZoneOffset.UTC));
        } else {
          assertThatExceptionOfType(InvalidRecurrenceException.class)
              .isThrownBy(() -> Cron.parse(expression, ZoneOffset.UTC))
              .withMessageStartingWith("never fires");
        }
      }
    }
  }

  @Test
  void namesDoNotDependOnTheLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.of("tr"));
      assertThat(Cron.parse("0 0 * * fri", ZoneId.of("UTC")).next(Instant.EPOCH, 2))
          .extracting(time -> time.atOffset(ZoneOffset.UTC).getDayOfWeek().getValue())
          .containsExactly(5, 5);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void theCanonicalFormHasSixFieldsAndNoNames() {
    assertThat(CronSyntax.parse("0 9 ? JAN MON-FRI").canonical()).isEqualTo("0 0 9 * 1 1-5");
    assertThat(CronSyntax.parse("30 0 9 L,lw * ?").canonical()).isEqualTo("30 0 9 L,LW * *");
  }
}
