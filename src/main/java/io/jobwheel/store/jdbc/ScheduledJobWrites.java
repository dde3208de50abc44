package io.jobwheel.store.jdbc;

import static java.util.Objects.requireNonNull;

import io.jobwheel.job.JobState;
import io.jobwheel.store.JobCancellations.Cancellation;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.sql.IdList;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Reads and cancels the jobs of schedules, within a transaction that has locked the schedule. */
public final class ScheduledJobWrites {

  /** Stands for the node of jobs that none runs. */
  public static final UUID NOBODY = new UUID(0, 0);

  private ScheduledJobWrites() {}

  /** Returns whether a job of the schedule has not ended. */
  public static boolean isAnyUnfinished(WriterSession session, String schedule)
      throws SQLException {
    return session
        .statement("SELECT 1 FROM job WHERE schedule = ? AND finished_at IS NULL LIMIT 1")
        .text(schedule)
        .first(_ -> true)
        .isPresent();
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
