package io.jobwheel.store.jdbc.limit;

import static java.util.Objects.requireNonNull;

import io.jobwheel.job.Blocker;
import io.jobwheel.job.JobLimit;
import io.jobwheel.store.jdbc.row.LimitsColumn;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Permits of one row that a job needs.
 *
 * @param rowId the id of the row
 * @param permits the number of permits that the row has; null if it has a rate
 * @param rate the rate of the row; null if it has a number of permits
 */
record Need(String rowId, int units, @Nullable Integer permits, @Nullable LimitRate rate) {

  /** Returns what a job with these limits needs. Limits without a rule need nothing. */
  static List<Need> of(Collection<JobLimit> limits, Map<String, LimitRule> rules) {
    List<Need> needs = new ArrayList<>();
    for (JobLimit limit : limits) {
      LimitRule rule = rules.get(limit.name());
      if (rule == null) {
        continue;
      }
      String ofKey = LimitsColumn.countId(limit.name(), limit.key());
      if (rule.total() != null) {
        needs.add(new Need(limit.name(), limit.units(), rule.total(), null));
      }
      if (rule.perKey() != null && limit.key() != null) {
        needs.add(new Need(ofKey, limit.units(), rule.perKey(), null));
      }
      if (rule.rate() != null) {
        needs.add(new Need(ofKey, limit.units(), null, rule.rate()));
      }
    }
    return needs;
  }

  /** Returns whether the row has the permits. */
  boolean isMetBy(UsageRow row, long now) {
    return rate == null
        ? row.hasRoom(units, requireNonNull(permits), now)
        : row.hasRoom(units, rate, now);
  }

  /** Returns the earliest time at which the row may have the permits; null if it is not known. */
  @Nullable Long freeAt(UsageRow row, long now) {
    if (rate != null) {
      return row.freeAt(units, rate, now);
    }
    return row.resumeAt() > now ? row.resumeAt() : null;
  }

  /** Returns the limit whose permits it needs, and the key if they are those of a key. */
  Blocker counted() {
    return LimitsColumn.readCountId(rowId);
  }

  /** Takes the permits for a job that is queued, or that starts. */
  void take(UsageRow row, boolean starts, long now) {
    if (rate == null) {
      row.take(units);
    } else if (starts) {
      row.start(units, rate, now);
    } else {
      row.reserve(units);
    }
  }

  /** Gives the permits back of a job that was queued, or that had started. */
  void giveBack(UsageRow row, boolean queued) {
    if (rate == null) {
      row.giveBack(units);
    } else if (queued) {
      row.cancelReservation(units);
    }
  }

  /** Turns a reservation of a rate into a start. */
  void start(UsageRow row, long now) {
    if (rate != null) {
      row.cancelReservation(units);
      row.start(units, rate, now);
    }
  }
}
