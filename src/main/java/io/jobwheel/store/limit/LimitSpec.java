package io.jobwheel.store.limit;

import org.jspecify.annotations.Nullable;

/**
 * What a limit allows. At least one of {@code total}, {@code perKey} and {@code rate} is set.
 *
 * @param total the permits of all jobs of the limit together, 0 to {@value #MAX_PERMITS}; null for
 *     no such limit. With 0, no job of the limit starts
 * @param perKey the permits of the jobs with the same key, 0 to {@value #MAX_PERMITS}; null for no
 *     such limit. With 0, no job of the limit starts
 * @param rate how often jobs may start; null for no such limit
 * @param onLimit what becomes of a job for which there are no permits left
 */
public record LimitSpec(
    @Nullable Integer total, @Nullable Integer perKey, @Nullable RateSpec rate, OnLimit onLimit) {

  /** Maximum number of permits. */
  public static final int MAX_PERMITS = 1_000_000;

  public LimitSpec {
    if (total == null && perKey == null && rate == null) {
      throw new IllegalArgumentException("A limit has total, perKey or rate");
    }
    requirePermits("total", total);
    requirePermits("perKey", perKey);
  }

  private static void requirePermits(String name, @Nullable Integer permits) {
    if (permits != null && (permits < 0 || permits > MAX_PERMITS)) {
      throw new IllegalArgumentException(
          "%s must be 0 to %d, not %d".formatted(name, MAX_PERMITS, permits));
    }
  }

  /** Returns whether each job of the limit needs a key. */
  public boolean needsKey() {
    return perKey != null;
  }
}
