package io.jobwheel.job;

import org.jspecify.annotations.Nullable;

/**
 * A limit that holds for a job, and how much of it the job takes.
 *
 * @param name the name of the limit
 * @param key the value that the limit is counted by, such as a customer or a host; null for none
 * @param units the permits that the job takes, 1 or more
 */
public record JobLimit(String name, @Nullable String key, int units) {

  /** Maximum number of limits of a job. */
  public static final int MAX_LIMITS = 16;

  /** Maximum length of a key. */
  public static final int MAX_KEY = 255;

  /** Maximum number of permits that a job can take. */
  public static final int MAX_UNITS = 1_000_000;

  public JobLimit {
    if (units < 1) {
      throw new IllegalArgumentException("A job takes at least one permit, not " + units);
    }
  }
}
