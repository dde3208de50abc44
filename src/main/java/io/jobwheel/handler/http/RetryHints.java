package io.jobwheel.handler.http;

import io.jobwheel.job.Retry;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an unexpected response says about another attempt. */
final class RetryHints {

  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT);
  private static final Duration LONGEST = Duration.ofDays(1);

  private RetryHints() {}

  /**
   * 408, 425, 429 and 5xx may go away, not before what the server asks for; nothing else does.
   *
   * @param retryAfter the header field, seconds or a date; null without one
   */
  static Retry of(int status, @Nullable String retryAfter, Instant now) {
    boolean mayPass = status == 408 || status == 425 || status == 429 || status >= 500;
    if (!mayPass) {
      return Retry.POINTLESS;
    }
    return retryAfter == null
        ? Retry.AS_PLANNED
        : pause(retryAfter.strip(), now).<Retry>map(Retry.NotBefore::new).orElse(Retry.AS_PLANNED);
  }

  private static Optional<Duration> pause(String retryAfter, Instant now) {
    if (retryAfter.matches("\\d+")) {
      return Optional.of(
          retryAfter.length() > 6
              ? LONGEST
              : shorter(Duration.ofSeconds(Long.parseLong(retryAfter))));
    }
    try {
      Duration until =
          Duration.between(now, ZonedDateTime.parse(retryAfter, HTTP_DATE).toInstant());
      return until.isPositive() ? Optional.of(shorter(until)) : Optional.empty();
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static Duration shorter(Duration pause) {
    return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
  }
}
