package io.jobwheel.job;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The limits of the attempts of a job.
 *
 * @param maxAttempts number of failed attempts after which the job fails, 1 to {@value
 *     #MOST_ATTEMPTS}; 1 means no retry. Crashes and releases do not count.
 * @param backoff pause after the first failure, doubled after each further one, at most {@link
 *     #LONGEST_BACKOFF}
 * @param timeout time limit of an attempt; null for no limit
 */
public record AttemptPolicy(int maxAttempts, Duration backoff, @Nullable Duration timeout) {

  public static final int MOST_ATTEMPTS = 100;
  public static final Duration LONGEST_BACKOFF = Duration.ofHours(1);
  public static final Duration LONGEST_TIMEOUT = Duration.ofDays(365);

  /** One attempt without a time limit. */
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

  /** Returns a policy without a time limit. */
  public static AttemptPolicy retrying(int maxAttempts, Duration backoff) {
    return new AttemptPolicy(maxAttempts, backoff, null);
  }

  /** Returns this policy with a time limit for each attempt. */
  public AttemptPolicy within(Duration timeout) {
    return new AttemptPolicy(maxAttempts, backoff, timeout);
  }

  /** Returns whether a job is retried after a number of failures. */
  public boolean allowsAnother(int failures) {
    return failures < maxAttempts;
  }

  /** Returns the pause after a number of failures, at least 1. */
  public Duration pauseAfter(int failures) {
    return new Backoff(backoff, LONGEST_BACKOFF).after(failures);
  }
}
