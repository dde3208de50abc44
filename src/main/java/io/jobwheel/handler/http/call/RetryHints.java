package io.jobwheel.handler.http.call;

import io.jobwheel.handler.JobContext;
import io.jobwheel.job.Durations;
import io.jobwheel.job.Retry;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Determines from an unexpected response whether and when another attempt makes sense. */
public final class RetryHints {

  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,100}");
  private static final Duration MAX_PAUSE = Duration.ofDays(1);
  private static final BigInteger MAX_SECONDS = BigInteger.valueOf(MAX_PAUSE.toSeconds());

  private RetryHints() {}

  /**
   * Allows another attempt after 408, 425, 429 and 5xx, not before the time in {@code Retry-After},
   * at most a day later. Other status codes are final.
   *
   * @param retryAfter the header field, in seconds or as a date; {@code null} if there is none
   */
  static Retry of(int status, @Nullable String retryAfter, Instant now) {
    boolean isTransient = status == 408 || status == 425 || status == 429 || status >= 500;
    if (!isTransient) {
      return Retry.NEVER;
    }
    return retryAfter == null
        ? Retry.AS_PLANNED
        : pause(retryAfter.strip(), now).<Retry>map(Retry.NotBefore::new).orElse(Retry.AS_PLANNED);
  }

  /**
   * Returns the pause that an overloaded server requests for all calls, by 429 or 503 and {@code
   * Retry-After}, at most a day; empty for other responses.
   */
  static Optional<Duration> pauseOfAll(int status, @Nullable String retryAfter, Instant now) {
    return retryAfter == null || (status != 429 && status != 503)
        ? Optional.empty()
        : pause(retryAfter.strip(), now)
            .filter(pause -> pause.compareTo(JobContext.SHORTEST_PAUSE) >= 0);
  }

  /**
   * Returns the pause that a response requests in {@code Retry-After}, at most a day; empty if it
   * requests none.
   */
  public static Optional<Duration> pause(HttpResult response, Instant now) {
    List<String> values = response.headers().getOrDefault("retry-after", List.of());
    return values.isEmpty() ? Optional.empty() : pause(values.getFirst().strip(), now);
  }

  private static Optional<Duration> pause(String retryAfter, Instant now) {
    if (SECONDS.matcher(retryAfter).matches()) {
      BigInteger seconds = new BigInteger(retryAfter);
      return Optional.of(Duration.ofSeconds(seconds.min(MAX_SECONDS).longValue()));
    }
    return HttpDate.parse(retryAfter, now)
        .map(until -> Duration.between(now, until))
        .filter(Duration::isPositive)
        .map(pause -> Durations.least(pause, MAX_PAUSE));
  }
}
