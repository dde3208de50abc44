package io.jobwheel.api.job;

import io.jobwheel.api.problem.BadParameterException;
import io.jobwheel.api.request.PreferHeader;
import io.jobwheel.job.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses the wait that a client prefers, such as {@code Prefer: wait=10} (RFC 7240). Other
 * preferences are ignored; the first of several waits applies.
 */
public final class PreferredWait {

  private static final Pattern SECONDS = Pattern.compile("(\"?)0*([0-9]+)\\1");
  // a number of more digits exceeds any limit
  private static final int MAX_DIGITS = 9;

  private final Duration maxWait;

  public PreferredWait(Duration maxWait) {
    this.maxWait = maxWait;
  }

  /**
   * Returns the wait of the header, reduced to the maximum; empty if it has none.
   *
   * @param headers the values of all lines of the header
   * @throws BadParameterException if the wait is not a number of seconds
   */
  public Optional<Duration> of(List<String> headers) {
    return PreferHeader.value(headers, "wait").map(this::seconds);
  }

  private Duration seconds(String text) {
    Matcher number = SECONDS.matcher(text);
    if (!number.matches()) {
      throw new BadParameterException(
          "Prefer", "must have a wait in whole seconds, such as wait=10");
    }
    String digits = number.group(2);
    Duration wait =
        digits.length() > MAX_DIGITS ? maxWait : Duration.ofSeconds(Integer.parseInt(digits));
    return Durations.least(wait, maxWait);
  }
}
