package io.jobwheel.store.jdbc.limit;

import io.jobwheel.job.JobLimit;
import io.jobwheel.job.JobState;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.row.LimitsColumn;
import io.jobwheel.store.limit.LimitListener;
import io.jobwheel.store.sql.BoundStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Counts the permits of a limit anew after its definition has changed, so that a total or a rate
 * that is new, or that was removed for a time, counts all jobs. Then looks for the jobs that it
 * holds, in the background.
 */
final class LimitRecount implements SettleLimit {

  /** Jobs with the same limits and the same state. */
  private record SameJobs(List<JobLimit> limits, boolean queued, long jobs) {}

  private static final String JOBS_WITH_PERMITS =
      """
      SELECT limits, state, count(*) FROM job
      WHERE limits IS NOT NULL AND finished_at IS NULL AND state IN ('QUEUED', 'RUNNING')
      GROUP BY limits, state
      """;

  private static final String OF_LIMIT = "(id = ? OR (id >= ? AND id < ?))";

  private final Supplier<LimitListener> listener;

  /**
   * Creates the recount.
   *
   * @param listener returns what is told that jobs may be released
   */
  LimitRecount(Supplier<LimitListener> listener) {
    this.listener = listener;
  }

  @Override
  public void settle(WriterSession session, String name) throws SQLException {
    Map<String, LimitRule> rules = LimitRule.read(session, Set.of(name));
    BoundStatement select = session.statement("SELECT id FROM limit_usage WHERE " + OF_LIMIT);
    Set<String> ids = new HashSet<>(bind(select, name).list(row -> row.getString(1)));
    Map<String, Long> taken = new HashMap<>();
    Map<String, Long> reserved = new HashMap<>();
    for (SameJobs same : jobsWithPermits(session)) {
      List<JobLimit> its =
          same.limits().stream().filter(limit -> limit.name().equals(name)).toList();
      for (Need need : Need.of(its, rules)) {
        ids.add(need.rowId());
        if (need.rate() == null) {
          taken.merge(need.rowId(), need.units() * same.jobs(), Long::sum);
        } else if (same.queued()) {
          reserved.merge(need.rowId(), need.units() * same.jobs(), Long::sum);
        }
      }
    }
    UsageRows rows = UsageRows.lock(session, ids);
    long now = session.now();
    for (UsageRow row : rows.all()) {
      row.recount(taken.getOrDefault(row.id(), 0L), reserved.getOrDefault(row.id(), 0L));
      // a row that is due has jobs to cancel, also if it holds none
      row.dueAt(row.held() || row.columns().dueAt() != null ? now : null);
    }
    rows.write();
    LimitListener told = listener.get();
    session.afterCommit(() -> told.dueIn(Duration.ZERO));
  }

  private static List<SameJobs> jobsWithPermits(WriterSession session) throws SQLException {
    return session
        .statement(JOBS_WITH_PERMITS)
        .list(row ->
            new SameJobs(
                LimitsColumn.read(row.getString(1)),
                row.getString(2).equals(JobState.QUEUED.name()),
                row.getLong(3)));
  }

  private static BoundStatement bind(BoundStatement statement, String name) throws SQLException {
    return statement.text(name).text(UsageRows.firstKey(name)).text(UsageRows.endOfKeys(name));
  }
}
