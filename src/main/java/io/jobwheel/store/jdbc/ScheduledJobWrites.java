package io.jobwheel.store.jdbc;

import static java.util.Objects.requireNonNull;

import io.jobwheel.job.JobState;
import io.jobwheel.store.JobCancellations.Cancellation;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.sql.BoundStatement;
import io.jobwheel.store.sql.IdList;
import io.jobwheel.store.sql.SqlFragments;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Reads and cancels the jobs of schedules, within a transaction that has locked the schedule. */
public final class ScheduledJobWrites {

  /** Stands for the node of jobs that none runs. */
  public static final UUID NOBODY = new UUID(0, 0);

  private static final int MAX_NAMES = 100;

  private ScheduledJobWrites() {}

  /** Returns which of the schedules have a job that has not ended. */
  public static Set<String> withUnfinished(WriterSession session, List<String> schedules)
      throws SQLException {
    Set<String> found = new HashSet<>();
    for (int from = 0; from < schedules.size(); from += MAX_NAMES) {
      List<String> names = schedules.subList(from, Math.min(from + MAX_NAMES, schedules.size()));
      int length = names.size() == 1 ? 1 : MAX_NAMES; // few different statements are prepared
      BoundStatement select =
          session.statement(
              "SELECT DISTINCT schedule FROM job WHERE schedule IN (%s) AND finished_at IS NULL"
                  .formatted(SqlFragments.placeholders(length)));
      for (int i = 0; i < length; i++) {
        select.text(names.get(Math.min(i, names.size() - 1)));
      }
      found.addAll(select.list(row -> row.getString(1)));
    }
    return found;
  }

  /**
   * Returns the final states of the latest jobs of the schedule that have ended since a time,
   * newest first.
   */
  public static List<JobState> lastEnds(
      WriterSession session, String schedule, Instant since, int count) throws SQLException {
    return session
        .statement(
            """
            SELECT state FROM job
            WHERE schedule = ? AND finished_at > ?
            ORDER BY id DESC
            LIMIT ?
            """)
        .text(schedule)
        .instant(since)
        .number(count)
        .list(row -> JobState.valueOf(row.getString(1)));
  }

  /** Cancels the unfinished jobs of the schedule, and requests it of those that run. */
  public static List<Cancellation> cancelUnfinished(
      WriterSession session, JobEndings endings, String schedule, Instant now) throws SQLException {
    List<UUID> ids =
        session
            .statement("SELECT id FROM job WHERE schedule = ? AND finished_at IS NULL")
            .text(schedule)
            .list(row -> requireNonNull(session.dialect().id(row, 1)));
    List<Cancellation> cancelled = new ArrayList<>();
    if (!ids.isEmpty()) {
      JobLocks.lockGroupsOf(session, ids);
      for (IdList part : IdList.ordered(ids)) {
        cancelled.addAll(JdbcJobCancellations.cancelJobs(session, endings, part, now));
      }
    }
    return cancelled;
  }
}
