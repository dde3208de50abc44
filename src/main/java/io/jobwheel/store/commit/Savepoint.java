package io.jobwheel.store.commit;

import java.sql.SQLException;
import java.util.Optional;

/** Makes a part of a transaction one that a lock of another transaction undoes alone. */
public final class Savepoint {

  /** A part of a transaction, without batches: those keep their rows when they fail. */
  @FunctionalInterface
  public interface Part<T> {
    T execute() throws SQLException;
  }

  private Savepoint() {}

  /** What the part answers; empty when it met a lock and nothing of it is done. */
  public static <T> Optional<T> unlessLocked(WriterSession session, Part<T> part)
      throws SQLException {
    if (session.dialect().exclusive()) {
      return Optional.of(part.execute());
    }
    var _ = session.statement("SAVEPOINT part").update();
    try {
      T answer = part.execute();
      var _ = session.statement("RELEASE SAVEPOINT part").update();
      return Optional.of(answer);
    } catch (SQLException e) {
      if (!session.dialect().isLocked(e)) {
        throw e;
      }
      var _ = session.statement("ROLLBACK TO SAVEPOINT part").update();
      return Optional.empty();
    }
  }
}
