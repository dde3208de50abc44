package io.jobwheel.store.commit;

import java.sql.SQLException;
import java.util.List;

/**
 * Work that the writes of a transaction leave until after them, where it is done for all of them at
 * once. So the locks that it takes are the last ones of the transaction.
 *
 * @param order when it is executed
 * @param action executes it
 * @param <T> the type of the items that writes add
 */
public record DeferredWork<T>(DeferredOrder order, Action<T> action) {

  /** The places, in the order in which a transaction executes them. */
  public enum DeferredOrder {
    /** Locks and charges fairness keys. */
    FAIRNESS,
    /** Writes the ranks of jobs that the transaction has locked. Before claims, as the former. */
    RANKS,
    /** Locks the rows of {@code limit_usage}. At the end of the transaction. */
    PERMITS
  }

  /** Executes the work for items, in the order in which they were added. */
  @FunctionalInterface
  public interface Action<T> {
    void execute(WriterSession session, List<T> items) throws SQLException;
  }

  void execute(WriterSession session, List<T> items) throws SQLException {
    action.execute(session, items);
  }
}
