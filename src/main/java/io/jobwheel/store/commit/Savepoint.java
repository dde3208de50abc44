package io.jobwheel.store.commit;

import java.sql.SQLException;
import java.util.Optional;

/** Executes part of a transaction that is rolled back alone if it meets a lock. */
public final class Savepoint {

  /**
   * Part of a transaction. Executes each batch at once: rows that were only added would stay after
   * a failure.
   */
  @FunctionalInterface
  public interface SavepointAction<T> {
    T execute() throws SQLException;
  }

  private Savepoint() {}

  /** Executes the action and returns its result; empty if it met a lock and was rolled back. */
  public static <T> Optional<T> unlessLocked(WriterSession session, SavepointAction<T> action)
      throws SQLException {
    if (session.dialect().exclusive()) {
      return Optional.of(action.execute());
    }
    var _ = session.statement("SAVEPOINT part").update();
    int followUps = session.afterCommitActions();
    try {
      T answer = action.execute();
      var _ = session.statement("RELEASE SAVEPOINT part").update();
      return Optional.of(answer);
    } catch (SQLException e) {
      if (!session.dialect().isLocked(e)) {
        throw e;
      }
      var _ = session.statement("ROLLBACK TO SAVEPOINT part").update();
      session.dropAfterCommit(followUps);
      return Optional.empty();
    }
  }
}
