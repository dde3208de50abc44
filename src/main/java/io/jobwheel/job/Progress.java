package io.jobwheel.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The progress of an attempt, as its handler reported it.
 *
 * @param at when it was reported
 * @param fraction the completed share, 0 to 1
 * @param message what is being done, at most {@value #LONGEST} characters; null if the handler gave
 *     none
 */
public record Progress(Instant at, double fraction, @Nullable String message) {

  public static final int LONGEST = 200;

  public Progress {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new IllegalArgumentException("The fraction must be 0 to 1, not " + fraction);
    }
    if (message != null && message.length() > LONGEST) {
      throw new IllegalArgumentException(
          "The message must have at most %d characters".formatted(LONGEST));
    }
  }
}
