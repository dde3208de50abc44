package io.jobwheel.store.jdbc;

import io.jobwheel.job.Job;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.row.JobRow;
import io.jobwheel.store.sql.BoundStatement;
import io.jobwheel.store.sql.IdList;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Locks jobs and reads them, so that no other transaction changes them. */
final class JobLocks {

  private JobLocks() {}

  /**
   * Locks those of the jobs that exist, in the order of their ids, and returns them without their
   * texts. Waits for other transactions.
   */
  static List<Job> lock(WriterSession session, Collection<UUID> ids) throws SQLException {
    if (ids.isEmpty()) {
      return List.of();
    }
    IdList list = new IdList(ids);
    BoundStatement select =
        session.statement(
            "SELECT %s FROM job WHERE id IN (%s) ORDER BY id %s"
                .formatted(
                    JobRow.BRIEF_COLUMNS, list.placeholders(), session.dialect().forUpdate()));
    list.bind(select);
    return select.list(JobRow.reader(session.dialect()));
  }
}
