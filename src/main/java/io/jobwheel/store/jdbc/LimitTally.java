package io.jobwheel.store.jdbc;

import io.jobwheel.store.LimitCounts;
import io.jobwheel.store.LimitCounts.LimitCount;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Adds up the numbers of limits. */
final class LimitTally {

  private static final Comparator<Map.Entry<String, LimitCount>> MOST_FIRST =
      Comparator.<Map.Entry<String, LimitCount>>comparingLong(each -> -each.getValue().blocked())
          .thenComparingLong(each -> -used(each.getValue()))
          .thenComparing(Map.Entry.comparingByKey());

  private final Map<String, LimitCount> limits = new HashMap<>();

  /**
   * Adds a limit.
   *
   * @param used null if it counts no permits, since it has a rate only
   * @param total null if it has no total
   */
  void addPermits(String name, @Nullable Long used, @Nullable Long total) {
    // after a change to a lower total, jobs have more permits than there are
    Long free = total == null || used == null ? null : Long.valueOf(Math.max(total - used, 0));
    add(name, new LimitCount(used, free, 0, Duration.ZERO));
  }

  /** Adds jobs that a limit holds, and the time since the oldest of them became due. */
  void addBlocked(String name, long jobs, Duration oldest) {
    add(name, new LimitCount(null, null, jobs, oldest));
  }

  private void add(String name, LimitCount count) {
    limits.merge(name, count, LimitCount::plus);
  }

  LimitCounts counts() {
    List<Map.Entry<String, LimitCount>> all =
        limits.entrySet().stream().sorted(MOST_FIRST).toList();
    Map<String, LimitCount> named = new HashMap<>();
    LimitCount others = null;
    for (Map.Entry<String, LimitCount> each : all) {
      if (named.size() < LimitCounts.MAX_LIMITS) {
        named.put(each.getKey(), each.getValue());
      } else {
        others = others == null ? each.getValue() : others.plus(each.getValue());
      }
    }
    return new LimitCounts(named, others);
  }

  private static long used(LimitCount count) {
    Long used = count.used();
    return used == null ? 0 : used;
  }
}
