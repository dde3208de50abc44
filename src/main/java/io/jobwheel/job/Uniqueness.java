package io.jobwheel.job;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The condition that at most one job with a key exists. The job that has the key holds it from its
 * submission until it starts or ends.
 *
 * @param keyId identifies the key
 * @param key the key as the client wrote it; null if it is the type and the payload of the job
 * @param until what makes the key free
 * @param keep how much longer the key is held after the end of the job; zero if it is held until
 *     the start
 * @param onConflict what a submission does whose key is held
 */
public record Uniqueness(
    UUID keyId, @Nullable String key, Until until, Duration keep, OnConflict onConflict) {

  /** Maximum length of a key. */
  public static final int MAX_KEY = 255;

  /** Longest time that a key is held after the end of its job. */
  public static final Duration LONGEST_KEEP = Duration.ofDays(365);

  /** What makes a key free. */
  public enum Until {
    /** The first attempt of the job starts. Further attempts do not take the key again. */
    START,
    /** The job reaches a final state. */
    END
  }

  /** What a submission does whose key is held by another job. */
  public enum OnConflict {
    /** It stores nothing and returns the holder. */
    RETURN,
    /** It is refused. */
    REJECT,
    /** It changes the holder if that waits; if not, it returns the holder. */
    REPLACE
  }

  public Uniqueness {
    if (keep.isNegative() || (until == Until.START && !keep.isZero())) {
      throw new IllegalArgumentException(
          "A key that is held until the %s cannot be kept for %s.".formatted(until, keep));
    }
  }

  /**
   * Returns whether a job that has the key holds it at a time. A job that is redriven holds it
   * again from then on.
   */
  public boolean isHeldBy(Job job, Instant at) {
    return switch (until) {
      case START -> job.state().isWaiting() && job.attempt() == job.priorAttempts();
      case END ->
          job.finishedAt() == null
              // without a duration, the clocks of nodes do not matter
              || (!keep.isZero() && job.finishedAt().plus(keep).isAfter(at));
    };
  }
}
