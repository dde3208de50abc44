package io.jobwheel.store.jdbc.limit;

import io.jobwheel.job.Blocker;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobLimit;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.row.LimitsColumn;
import io.jobwheel.store.limit.OnLimit;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Plans the cancellation of the oldest jobs of limits, for the sake of jobs that a transaction
 * holds. Their rows are due at once, and stay so until a transaction has cancelled these jobs: it
 * has to lock groups and jobs, which comes before the rows.
 */
final class SupersedingJobs {

  private final WriterSession session;
  private final Map<String, LimitRule> rules;
  private final long now;
  // jobs that this transaction holds
  private final Map<UUID, Job> held = new LinkedHashMap<>();
  // rows of their limits
  private final Set<UsageRow> crowded = new HashSet<>();
  // rows whose oldest jobs this transaction has cancelled
  private final Set<UsageRow> looked = new HashSet<>();

  SupersedingJobs(WriterSession session, Map<String, LimitRule> rules, long now) {
    this.session = session;
    this.rules = rules;
    this.now = now;
  }

  void held(Job job) {
    held.put(job.id(), job);
  }

  void released(Job job) {
    held.remove(job.id());
  }

  void looked(UsageRow row) {
    looked.add(row);
  }

  /** Returns the rows under which held jobs may supersede others, as far as they are locked. */
  Set<UsageRow> rows(UsageRows rows) {
    for (Job job : held.values()) {
      JobLimit first = job.spec().limits().getFirst();
      addIfCounted(rows, first.name());
      addIfCounted(rows, LimitsColumn.countId(first.name(), first.key()));
    }
    return crowded;
  }

  private void addIfCounted(UsageRows rows, String id) {
    UsageRow row = rows.get(id);
    if (row != null && permits(row) != null) {
      crowded.add(row);
    }
  }

  /** Returns the number of jobs' permits beyond which the oldest are cancelled; null for never. */
  private @Nullable Integer permits(UsageRow row) {
    Blocker counted = LimitsColumn.readCountId(row.id());
    LimitRule rule = rules.get(counted.limit());
    return rule == null || rule.onLimit() != OnLimit.CANCEL_OLDEST ? null : rule.permitsOf(counted);
  }

  /**
   * Returns when a row is due.
   *
   * @param planned when it is due for another reason; null for never
   */
  @Nullable Long dueAt(UsageRow row, @Nullable Long planned) throws SQLException {
    Integer permits = permits(row);
    if (permits == null) {
      return planned;
    }
    if (looked.contains(row)) {
      // other transactions may have committed jobs since
      return SupersededSearch.of(session, row.id(), permits, 1).jobs().isEmpty()
          ? planned
          : Long.valueOf(now);
    }
    if (crowded.contains(row)) {
      return now;
    }
    Long before = row.columns().dueAt();
    return before == null || (planned != null && planned < before) ? planned : before;
  }
}
