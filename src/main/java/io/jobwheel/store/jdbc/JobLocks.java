package io.jobwheel.store.jdbc;

import static java.util.Objects.requireNonNull;

import io.jobwheel.job.Job;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.row.JobRow;
import io.jobwheel.store.sql.BoundStatement;
import io.jobwheel.store.sql.Dialect;
import io.jobwheel.store.sql.IdList;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

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

  /**
   * The first of some jobs, up to one that another transaction has locked.
   *
   * @param ids those of them that exist no more, too
   * @param jobs the locked jobs, without their texts
   */
  record Leading(List<UUID> ids, List<Job> jobs) {}

  /**
   * Locks jobs up to the first one that another transaction has locked, in the given order, which
   * need not be that of the ids. Waits only for the very first one, before it has locked any: other
   * transactions may wait for these jobs while they have locked later ones.
   *
   * @param ids at least one, without repetitions
   */
  static Leading lockLeading(WriterSession session, List<UUID> ids, boolean forDeletion)
      throws SQLException {
    Dialect dialect = session.dialect();
    String locking = forDeletion ? dialect.forUpdate() : dialect.forNoKeyUpdate();
    if (dialect.exclusive()) {
      return new Leading(ids, lock(session, ids, locking));
    }
    List<Job> jobs = lock(session, ids.subList(0, 1), locking);
    jobs.addAll(lock(session, ids.subList(1, ids.size()), locking + " SKIP LOCKED"));
    Set<UUID> free = jobs.stream().map(Job::id).collect(Collectors.toSet());
    Set<UUID> locked = new HashSet<>();
    for (IdList part : IdList.ordered(ids.stream().filter(id -> !free.contains(id)).toList())) {
      BoundStatement select =
          session.statement("SELECT id FROM job WHERE id IN (%s)".formatted(part.placeholders()));
      part.bind(select);
      locked.addAll(select.list(row -> requireNonNull(dialect.id(row, 1))));
    }
    List<UUID> leading = ids.stream().takeWhile(id -> !locked.contains(id)).toList();
    jobs.removeIf(job -> !leading.contains(job.id()));
    return new Leading(leading, jobs);
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
