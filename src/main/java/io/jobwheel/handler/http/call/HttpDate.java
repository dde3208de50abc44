package io.jobwheel.handler.http.call;

import static java.time.temporal.ChronoField.YEAR;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads dates of header fields in the three forms of RFC 9110, 5.6.7, always GMT. The day of the
 * week says nothing that the date does not, and is not looked at.
 *
 * <p>HttpClient's {@code DateUtils} does not do: it reads no date in the form of asctime, takes the
 * year 94 for 2094, and takes other zones than GMT.
 */
final class HttpDate {

  private static final String DAY_OF_WEEK = "^[A-Za-z]{3,9},? +";

  // two digits are a year at most so far ahead, by the same RFC
  private static final int YEARS_AHEAD = 50;
  private static final int YEARS_OF_TWO_DIGITS = 100;

  private static final DateTimeFormatter IMF_FIXDATE = pattern("d MMM uuuu HH:mm:ss 'GMT'");
  private static final DateTimeFormatter ASCTIME = pattern("MMM d HH:mm:ss uuuu");

  private HttpDate() {}

  /**
   * The time that the text says; empty when it is no such date.
   *
   * @param now decides on the century of a year with two digits
   */
  static Optional<Instant> parse(String text, Instant now) {
    String date = text.replaceFirst(DAY_OF_WEEK, "").replaceAll(" +", " ");
    for (DateTimeFormatter form : List.of(IMF_FIXDATE, rfc850(now), ASCTIME)) {
      try {
        return Optional.of(LocalDateTime.parse(date, form).toInstant(ZoneOffset.UTC));
      } catch (DateTimeException e) {
        // it may have one of the other forms
      }
    }
    return Optional.empty();
  }

  private static DateTimeFormatter rfc850(Instant now) {
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    return builder()
        .appendPattern("d-MMM-")
        .appendValueReduced(YEAR, 2, 2, today.plusYears(YEARS_AHEAD - YEARS_OF_TWO_DIGITS + 1))
        .appendPattern(" HH:mm:ss 'GMT'")
        .toFormatter(Locale.ROOT)
        .withResolverStyle(ResolverStyle.STRICT);
  }

  private static DateTimeFormatter pattern(String pattern) {
    return builder()
        .appendPattern(pattern)
        .toFormatter(Locale.ROOT)
        .withResolverStyle(ResolverStyle.STRICT);
  }

  private static DateTimeFormatterBuilder builder() {
    return new DateTimeFormatterBuilder().parseCaseInsensitive();
  }
}
