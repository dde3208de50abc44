package io.jobwheel.store.commit;

import io.jobwheel.store.sql.BatchSql;
import io.jobwheel.store.sql.RowBatch;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/**
 * Finds the jobs that another transaction has locked, by their row or their group, without waiting.
 */
public final class LockedJobFinder {

  // Locks the free jobs until the transaction ends. FOR UPDATE of a job would conflict with a
  // transaction that inserts its events.
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

  private static final String SHORT_LOCK_TIMEOUT =
      "SELECT set_config('lock_timeout', '10ms', true)";

  // as that of the session
  private static final String USUAL_LOCK_TIMEOUT =
      "SELECT set_config('lock_timeout', '500ms', true)";

  private LockedJobFinder() {}

  /** Sets the lock timeout to 10 ms for the rest of this transaction. */
  public static void shortenLockTimeout(WriterSession session) throws SQLException {
    var _ = session.statement(SHORT_LOCK_TIMEOUT).list(row -> row.getString(1));
    session.lockTimeoutIsShort(true);
  }

  /**
   * Sets the lock timeout to its usual value, if it was shortened: before locks of rows that many
   * transactions want, each for a moment.
   */
  public static void restoreLockTimeout(WriterSession session) throws SQLException {
    if (session.lockTimeoutIsShort()) {
      var _ = session.statement(USUAL_LOCK_TIMEOUT).list(row -> row.getString(1));
      session.lockTimeoutIsShort(false);
    }
  }

  /**
   * Returns for each id whether it is a locked job; {@code false} for ids of other things. Shortens
   * the lock timeout of this transaction.
   */
  static boolean[] find(WriterSession session, List<UUID> ids) throws SQLException {
    shortenLockTimeout(session);
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
