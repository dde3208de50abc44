package io.jobwheel.store.jdbc;

import static io.jobwheel.store.sql.BatchSql.Column.ID;
import static io.jobwheel.store.sql.BatchSql.Column.NUMBER;

import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.UniqueKeys.DeletedKey;
import io.jobwheel.store.jdbc.row.JobRow;
import io.jobwheel.store.sql.BatchSql;
import io.jobwheel.store.sql.RowBatch;
import io.jobwheel.store.sql.RowCounts;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Deletes finished jobs, and groups with the last of their jobs, and leaves tombstones. */
final class FinishedJobs {

  // a job that was redriven since it was read has another end, or none
  static final BatchSql DELETE_JOBS =
      new BatchSql(
          "DELETE FROM job WHERE id = ? AND finished_at = ?",
          """
          WITH old (old_id, old_number) AS MATERIALIZED (
            SELECT id, given_number
            FROM unnest(?::uuid[], ?::bigint[])
              WITH ORDINALITY AS given (given_id, given_end, given_number)
            JOIN job ON id = given_id AND finished_at = given_end
            FOR UPDATE OF job SKIP LOCKED)
          DELETE FROM job
          USING old
          WHERE id = old_id
          RETURNING old_number
          """,
          List.of(ID, NUMBER));

  private static final BatchSql INSERT_TOMBSTONES =
      BatchSql.insert("tombstone", "id, pruned_at", ID, NUMBER);

  /**
   * A finished job, as it was read.
   *
   * @param uniqueKeyId its unique key, which it may still have; null for none
   */
  record FinishedJob(
      UUID id, Instant finishedAt, @Nullable UUID groupId, @Nullable UUID uniqueKeyId) {}

  private FinishedJobs() {}

  /**
   * Deletes jobs whose groups this transaction has locked, if they have any, and returns the ids of
   * the deleted jobs. Leaves out the jobs that another transaction has locked or changed.
   */
  static Set<UUID> delete(WriterSession session, List<FinishedJob> jobs, Instant now)
      throws SQLException {
    Set<UUID> deleted = deleteJobs(session, jobs);
    UniqueKeys.delete(session, keysOf(deleted, jobs));
    List<UUID> all = new ArrayList<>(deleted);
    all.addAll(deleteGroups(session, jobs));
    insertTombstones(session, all, now);
    return deleted;
  }

  private static Set<UUID> deleteJobs(WriterSession session, List<FinishedJob> jobs)
      throws SQLException {
    RowBatch delete = session.batch(DELETE_JOBS);
    for (FinishedJob job : jobs) {
      delete.id(job.id()).instant(job.finishedAt()).addRow();
    }
    int[] counts = delete.run();
    Set<UUID> deleted = new LinkedHashSet<>();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] == 1) {
        deleted.add(jobs.get(i).id());
      }
    }
    return deleted;
  }

  private static List<DeletedKey> keysOf(Set<UUID> deleted, List<FinishedJob> jobs) {
    List<DeletedKey> keys = new ArrayList<>();
    for (FinishedJob job : jobs) {
      if (job.uniqueKeyId() != null && deleted.contains(job.id())) {
        keys.add(new DeletedKey(job.uniqueKeyId(), job.id()));
      }
    }
    return keys;
  }

  private static List<UUID> deleteGroups(WriterSession session, List<FinishedJob> jobs)
      throws SQLException {
    NavigableSet<UUID> groups = new TreeSet<>(JobRow.ID_ORDER);
    jobs.stream().map(FinishedJob::groupId).filter(Objects::nonNull).forEach(groups::add);
    List<UUID> deleted = new ArrayList<>();
    for (UUID group : groups) {
      int rows =
          session
              .statement(
                  """
                  DELETE FROM job_group
                  WHERE id = ? AND NOT EXISTS (SELECT 1 FROM job WHERE group_id = job_group.id)
                  """)
              .id(group)
              .update();
      if (rows == 1) {
        deleted.add(group);
      }
    }
    return deleted;
  }

  private static void insertTombstones(WriterSession session, List<UUID> deleted, Instant now)
      throws SQLException {
    RowBatch insert = session.batch(INSERT_TOMBSTONES);
    for (UUID id : deleted) {
      insert.id(id).instant(now).addRow();
    }
    RowCounts.requireOneEach(insert.run(), "tombstone");
  }
}
