package io.jobwheel.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far an attempt is, as its handler said.
 *
 * @param at when it said so
 * @param fraction 0 to 1
 * @param message what is being done; null for nothing, else at most {@value #LONGEST} characters
 */
public record Progress(Instant at, double fraction, @Nullable String message) {

  public static final int LONGEST = 200;

  public Progress {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new IllegalArgumentException("A progress is 0 to 1, not " + fraction);
    }
    if (message != null && message.length() > LONGEST) {
      throw new IllegalArgumentException(
          "The message of a progress has at most %d characters".formatted(LONGEST));
    }
  }
}
