package io.jobwheel.handler.http.call;

import io.jobwheel.job.Durations;
import io.jobwheel.job.Retry;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What an unexpected response says about another attempt. */
final class RetryHints {

  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,100}");
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final BigInteger LONGEST_SECONDS = BigInteger.valueOf(LONGEST.toSeconds());

  private RetryHints() {}

  /**
   * 408, 425, 429 and 5xx may go away, not before what the server asks for; nothing else does.
   *
   * @param retryAfter the header field, seconds or a date in one of its three forms; null without
   *     one
   */
  static Retry of(int status, @Nullable String retryAfter, Instant now) {
    boolean mayPass = status == 408 || status == 425 || status == 429 || status >= 500;
    if (!mayPass) {
      return Retry.NEVER;
    }
    return retryAfter == null
        ? Retry.AS_PLANNED
        : pause(retryAfter.strip(), now).<Retry>map(Retry.NotBefore::new).orElse(Retry.AS_PLANNED);
  }

  private static Optional<Duration> pause(String retryAfter, Instant now) {
    if (SECONDS.matcher(retryAfter).matches()) {
      BigInteger seconds = new BigInteger(retryAfter);
      return Optional.of(Duration.ofSeconds(seconds.min(LONGEST_SECONDS).longValue()));
    }
    return HttpDate.parse(retryAfter, now)
        .map(until -> Duration.between(now, until))
        .filter(Duration::isPositive)
        .map(pause -> Durations.least(pause, LONGEST));
  }
}
