package io.jobwheel.store.commit;

import io.jobwheel.store.sql.Dialect;
import java.sql.SQLException;
import java.util.Optional;

/** Executes part of a transaction that is rolled back alone if it meets a lock or is refused. */
public final class Savepoint {

  /**
   * Part of a transaction. Executes each batch at once: rows that were only added would stay after
   * a failure.
   */
  @FunctionalInterface
  public interface SavepointAction<T> {
    T execute() throws SQLException;
  }

  /** Follows a part of a transaction that the database refused and that was rolled back. */
  @FunctionalInterface
  public interface RefusedAction<T> {
    T execute(SQLException refusal) throws SQLException;
  }

  private Savepoint() {}

  /** Executes the action and returns its result; empty if it met a lock and was rolled back. */
  public static <T> Optional<T> unlessLocked(WriterSession session, SavepointAction<T> action)
      throws SQLException {
    if (session.dialect().exclusive()) {
      return Optional.of(action.execute());
    }
    begin(session);
    FollowUps.Mark mark = session.followUps().mark();
    try {
      T answer = action.execute();
      release(session);
      return Optional.of(answer);
    } catch (SQLException e) {
      if (!session.dialect().isLocked(e)) {
        throw e;
      }
      rollback(session, mark);
      return Optional.empty();
    }
  }

  /**
   * Executes the action and returns its result. If the database refuses it, the action is rolled
   * back, and the result is that of {@code otherwise}.
   */
  public static <T> T unlessRefused(
      WriterSession session, SavepointAction<T> action, RefusedAction<T> otherwise)
      throws SQLException {
    begin(session);
    FollowUps.Mark mark = session.followUps().mark();
    try {
      T answer = action.execute();
      release(session);
      return answer;
    } catch (SQLException e) {
      if (!isRefusal(session.dialect(), e)) {
        throw e;
      }
      rollback(session, mark);
      release(session);
      return otherwise.execute(e);
    }
  }

  private static boolean isRefusal(Dialect dialect, SQLException e) {
    return !dialect.isLocked(e) && !dialect.isConflict(e) && !dialect.isOutage(e);
  }

  private static void begin(WriterSession session) throws SQLException {
    var _ = session.statement("SAVEPOINT part").update();
  }

  private static void release(WriterSession session) throws SQLException {
    var _ = session.statement("RELEASE SAVEPOINT part").update();
  }

  private static void rollback(WriterSession session, FollowUps.Mark mark) throws SQLException {
    var _ = session.statement("ROLLBACK TO SAVEPOINT part").update();
    session.followUps().dropSince(mark);
  }
}
