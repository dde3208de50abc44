package io.jobwheel.store.jdbc.limit;

import io.jobwheel.store.commit.WriterSession;
import java.sql.SQLException;

/** Brings the jobs of a limit in line with its definition, which a transaction has changed. */
@FunctionalInterface
interface SettleLimit {

  /**
   * Settles the jobs of a limit within the transaction of the change, after its row was written or
   * deleted.
   *
   * @param name the name of the limit
   */
  void settle(WriterSession session, String name) throws SQLException;
}
