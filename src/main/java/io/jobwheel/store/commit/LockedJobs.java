package io.jobwheel.store.commit;

import io.jobwheel.store.sql.BatchSql;
import io.jobwheel.store.sql.RowBatch;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** Finds, without waiting, the jobs that another transaction holds, by their row or their group. */
public final class LockedJobs {

  // Locks those that are free, so that nothing else takes them before the transaction ends. FOR
  // UPDATE of a job would collide with a transaction that inserts its events.
  public static final BatchSql FIND =
      new BatchSql(
          "",
          """
          WITH wanted (wanted_id, wanted_number) AS MATERIALIZED (
            SELECT * FROM unnest(?::uuid[]) WITH ORDINALITY),
          free_group (free_group_id) AS MATERIALIZED (
            SELECT id FROM job_group
            WHERE id IN (SELECT group_id FROM wanted JOIN job ON id = wanted_id)
            FOR UPDATE SKIP LOCKED),
          free_job (free_job_id) AS MATERIALIZED (
            SELECT id FROM job
            WHERE id IN (SELECT wanted_id FROM wanted)
              AND (group_id IS NULL OR group_id IN (SELECT free_group_id FROM free_group))
            FOR NO KEY UPDATE SKIP LOCKED)
          SELECT wanted_number FROM wanted
          JOIN job ON id = wanted_id
          WHERE id NOT IN (SELECT free_job_id FROM free_job)
          """,
          List.of(BatchSql.Column.ID));

  private static final String HARDLY_WAIT = "SELECT set_config('lock_timeout', '10ms', true)";

  private LockedJobs() {}

  /** Shortens the waits of this transaction for locks from now on. */
  public static void hardlyWait(WriterSession session) throws SQLException {
    var _ = session.statement(HARDLY_WAIT).list(row -> row.getString(1));
  }

  /**
   * Which of the jobs are locked, by their places; ids of other things are not. The transaction
   * hardly waits for any lock from now on.
   */
  static boolean[] find(WriterSession session, List<UUID> ids) throws SQLException {
    hardlyWait(session);
    RowBatch rows = session.batch(FIND);
    for (UUID id : ids) {
      rows.id(id).addRow();
    }
    int[] found = rows.run();
    boolean[] locked = new boolean[ids.size()];
    for (int i = 0; i < locked.length; i++) {
      locked[i] = found[i] > 0;
    }
    return locked;
  }
}
