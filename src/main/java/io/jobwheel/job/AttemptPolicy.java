package io.jobwheel.job;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How often a job may be tried, and how long each time.
 *
 * @param maxAttempts how many of its attempts may fail before the job has failed, 1 to {@value
 *     #MOST_ATTEMPTS}; 1 means that it is not tried again. Crashes and give-backs do not count
 * @param backoff how long to wait after the first failure; twice as long after each further one, at
 *     most {@link #LONGEST_BACKOFF}
 * @param timeout how long an attempt may take; null for no limit
 */
public record AttemptPolicy(int maxAttempts, Duration backoff, @Nullable Duration timeout) {

  public static final int MOST_ATTEMPTS = 100;
  public static final Duration LONGEST_BACKOFF = Duration.ofHours(1);
  public static final Duration LONGEST_TIMEOUT = Duration.ofDays(365);

  /** One attempt without a limit. */
  public static final AttemptPolicy ONCE = new AttemptPolicy(1, Duration.ofSeconds(1), null);

  public AttemptPolicy {
    if (maxAttempts < 1 || maxAttempts > MOST_ATTEMPTS) {
      throw new IllegalArgumentException(
          "maxAttempts must be 1 to %d, not %d".formatted(MOST_ATTEMPTS, maxAttempts));
    }
    if (backoff.isNegative() || backoff.compareTo(LONGEST_BACKOFF) > 0) {
      throw new IllegalArgumentException(
          "backoff must be zero to %s, not %s".formatted(LONGEST_BACKOFF, backoff));
    }
    if (timeout != null && (!timeout.isPositive() || timeout.compareTo(LONGEST_TIMEOUT) > 0)) {
      throw new IllegalArgumentException(
          "timeout must be more than zero and at most %s, not %s"
              .formatted(LONGEST_TIMEOUT, timeout));
    }
  }

  /** Up to so many attempts, the first pause so long, no time limit. */
  public static AttemptPolicy retrying(int maxAttempts, Duration backoff) {
    return new AttemptPolicy(maxAttempts, backoff, null);
  }

  /** The same with that limit for an attempt. */
  public AttemptPolicy within(Duration timeout) {
    return new AttemptPolicy(maxAttempts, backoff, timeout);
  }

  /** Whether a job goes on after so many failures. */
  public boolean allowsAnother(int failures) {
    return failures < maxAttempts;
  }

  /** How long to wait after that many failures, from 1. */
  public Duration pauseAfter(int failures) {
    return new Backoff(backoff, LONGEST_BACKOFF).after(failures);
  }
}
