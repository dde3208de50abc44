package io.jobwheel.api.job;

import io.jobwheel.api.problem.BadParameterException;
import io.jobwheel.api.request.HeaderList;
import io.jobwheel.job.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a client prefers to wait for the end: {@code Prefer: wait=10} of RFC 7240. Other
 * preferences are left alone; of several waits the first counts.
 */
public final class PreferredWait {

  private static final Pattern PREFERENCE =
      Pattern.compile("\\s*([^\\s=;\"]+)\\s*(?:=\\s*([^;]*?)\\s*)?(?:;.*)?", Pattern.DOTALL);
  private static final Pattern SECONDS = Pattern.compile("(\"?)0*([0-9]+)\\1");
  // more digits than this are more than any limit
  private static final int DIGITS = 9;

  private final Duration longest;

  public PreferredWait(Duration longest) {
    this.longest = longest;
  }

  /**
   * The wait that the header asks for, cut down to the longest; empty when it asks for none.
   *
   * @param headers the values of all its lines
   * @throws BadParameterException when the wait is not a number of seconds
   */
  public Optional<Duration> of(List<String> headers) {
    for (String preference : preferences(headers)) {
      Matcher parts = PREFERENCE.matcher(preference);
      if (parts.matches() && parts.group(1).toLowerCase(Locale.ROOT).equals("wait")) {
        return Optional.of(seconds(parts.group(2) == null ? "" : parts.group(2)));
      }
    }
    return Optional.empty();
  }

  private Duration seconds(String text) {
    Matcher number = SECONDS.matcher(text);
    if (!number.matches()) {
      throw new BadParameterException(
          "Prefer", "must name a wait as a whole number of seconds, such as wait=10");
    }
    String digits = number.group(2);
    Duration wait =
        digits.length() > DIGITS ? longest : Duration.ofSeconds(Integer.parseInt(digits));
    return Durations.least(wait, longest);
  }

  private static List<String> preferences(List<String> headers) {
    return headers.stream().flatMap(header -> HeaderList.split(header, ',').stream()).toList();
  }
}
