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
 * Parses dates of header fields in the three forms of RFC 9110, section 5.6.7, always in GMT. The
 * day of the week is ignored.
 *
 * <p>HttpClient's {@code DateUtils} is not used: it does not parse the asctime form, reads the year
 * 94 as 2094, and accepts other zones than GMT.
 */
final class HttpDate {

  private static final String DAY_OF_WEEK = "^[A-Za-z]{3,9},? +";

  // RFC 9110: a two-digit year is at most 50 years in the future
  private static final int MAX_YEARS_AHEAD = 50;
  private static final int CENTURY = 100;

  private static final DateTimeFormatter IMF_FIXDATE = pattern("d MMM uuuu HH:mm:ss 'GMT'");
  private static final DateTimeFormatter ASCTIME = pattern("MMM d HH:mm:ss uuuu");

  private HttpDate() {}

  /**
   * Parses a date; empty if the text has none of the three forms.
   *
   * @param now determines the century of a two-digit year
   */
  static Optional<Instant> parse(String text, Instant now) {
    String date = text.replaceFirst(DAY_OF_WEEK, "").replaceAll(" +", " ");
    for (DateTimeFormatter form : List.of(IMF_FIXDATE, rfc850(now), ASCTIME)) {
      try {
        return Optional.of(LocalDateTime.parse(date, form).toInstant(ZoneOffset.UTC));
      } catch (DateTimeException e) {
        // try the next form
      }
    }
    return Optional.empty();
  }

  private static DateTimeFormatter rfc850(Instant now) {
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    return builder()
        .appendPattern("d-MMM-")
        .appendValueReduced(YEAR, 2, 2, today.plusYears(MAX_YEARS_AHEAD - CENTURY + 1))
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
