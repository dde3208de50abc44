package io.jobwheel.store.jdbc;

import io.jobwheel.job.Job;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.row.JobRow;
import io.jobwheel.store.sql.BoundStatement;
import io.jobwheel.store.sql.IdList;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * Locks jobs and reads them, so that no other transaction changes them. Waits for other
 * transactions.
 */
final class JobLocks {

  private JobLocks() {}

  /**
   * Locks those of the jobs that exist, in the order of their ids, and returns them without their
   * texts. Other transactions can still add output and progress of the jobs.
   */
  static List<Job> lock(WriterSession session, Collection<UUID> ids) throws SQLException {
    return lock(session, ids, session.dialect().forNoKeyUpdate());
  }

  /** As {@link #lock}, but also keeps out rows that refer to the jobs. */
  static List<Job> lockForDeletion(WriterSession session, Collection<UUID> ids)
      throws SQLException {
    return lock(session, ids, session.dialect().forUpdate());
  }

  /** Locks the groups of jobs. Called before the jobs are locked, to prevent deadlocks. */
  static void lockGroupsOf(WriterSession session, Collection<UUID> ids) throws SQLException {
    if (session.dialect().exclusive()) {
      return;
    }
    List<UUID> groups = new ArrayList<>();
    for (IdList part : IdList.ordered(ids)) {
      // a condition on the group may lead to a scan of the index of groups
      BoundStatement select =
          session.statement(
              "SELECT DISTINCT group_id FROM job WHERE id IN (%s)".formatted(part.placeholders()));
      part.bind(select);
      for (UUID group : select.list(row -> session.dialect().id(row, 1))) {
        if (group != null) {
          groups.add(group);
        }
      }
    }
    GroupCompletion.lock(session, groups);
  }

  private static List<Job> lock(WriterSession session, Collection<UUID> ids, String locking)
      throws SQLException {
    List<Job> locked = new ArrayList<>(ids.size());
    for (IdList part : IdList.ordered(ids)) {
      BoundStatement select =
          session.statement(
              "SELECT %s FROM job WHERE id IN (%s) ORDER BY id %s"
                  .formatted(JobRow.BRIEF_COLUMNS, part.placeholders(), locking));
      part.bind(select);
      locked.addAll(select.list(JobRow.reader(session.dialect())));
    }
    return locked;
  }
}
