package io.jobwheel.store;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The used and the free permits of limits and the jobs that they hold, by the names of the limits.
 *
 * @param limits those that hold most jobs, then those of which most permits are used, at most
 *     {@link #MAX_LIMITS}
 * @param others all others together; null if there are none
 */
public record LimitCounts(Map<String, LimitCount> limits, @Nullable LimitCount others) {

  /** Maximum number of limits that are counted one by one. */
  public static final int MAX_LIMITS = 100;

  /** Those of a store without limits. */
  public static final LimitCounts NONE = new LimitCounts(Map.of(), null);

  /** Copies the map. */
  public LimitCounts {
    limits = Map.copyOf(limits);
  }

  /**
   * The numbers of a limit.
   *
   * @param used permits of queued and running jobs, of all keys together; null for a limit that has
   *     a rate only
   * @param free permits that are left; null for a limit without a total
   * @param blocked jobs that it holds
   * @param oldest the time since the oldest of these became due; zero if it holds none
   */
  public record LimitCount(
      @Nullable Long used, @Nullable Long free, long blocked, Duration oldest) {

    /** Returns the numbers of two limits together. */
    public LimitCount plus(LimitCount other) {
      return new LimitCount(
          sum(used, other.used),
          sum(free, other.free),
          blocked + other.blocked,
          oldest.compareTo(other.oldest) > 0 ? oldest : other.oldest);
    }

    private static @Nullable Long sum(@Nullable Long a, @Nullable Long b) {
      return a == null ? b : b == null ? a : Long.valueOf(a + b);
    }
  }
}
