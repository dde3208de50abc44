package io.jobwheel.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writer's connection, opened when it is needed and again after an outage, with its prepared
 * statements. Confined to the writer's thread.
 */
final class WriterSession implements AutoCloseable {

  /** Opens a connection for writing. */
  @FunctionalInterface
  interface Opener {
    Connection open() throws SQLException;
  }

  private static final Logger log = LoggerFactory.getLogger(WriterSession.class);

  private static final int MAX_CONFLICTS = 10;

  private final Opener opener;
  private final Dialect dialect;
  private final Map<String, BoundStatement> statements = new HashMap<>();
  private final Map<BatchSql, RowBatch> batches = new HashMap<>();
  private @Nullable Connection connection;

  WriterSession(Opener opener, Dialect dialect) {
    this.opener = opener;
    this.dialect = dialect;
  }

  Dialect dialect() {
    return dialect;
  }

  /** The statement of that text, prepared once a connection. */
  BoundStatement statement(String sql) throws SQLException {
    BoundStatement known = statements.get(sql);
    if (known != null) {
      return known;
    }
    // closed with its connection
    BoundStatement fresh = new BoundStatement(connection().prepareStatement(sql), dialect);
    statements.put(sql, fresh);
    return fresh;
  }

  /** The batch for that statement, prepared once a connection. */
  RowBatch batch(BatchSql sql) throws SQLException {
    RowBatch known = batches.get(sql);
    if (known != null) {
      return known;
    }
    RowBatch fresh = dialect.batch(connection(), sql); // closed with its connection
    batches.put(sql, fresh);
    return fresh;
  }

  /**
   * Executes the writes in one transaction and commits it; all of them or none. One that lost
   * against another transaction is done again, a few times.
   *
   * @throws StoreUnavailableException when the failure is the store's own
   * @throws StoreRefusedException when at least one of the writes is at fault
   */
  void commit(List<PendingWrite<?, ?>> writes) {
    for (int conflicts = 0; !commit(writes, conflicts < MAX_CONFLICTS); conflicts++) {
      log.debug("A transaction lost against another one, once more (writes={})", writes.size());
    }
  }

  /** False when it lost against another transaction, if that may be. */
  private boolean commit(List<PendingWrite<?, ?>> writes, boolean mayLose) {
    try {
      Connection transaction = connection();
      PendingWrite.executeAll(this, writes);
      transaction.commit();
      return true;
    } catch (SQLException e) {
      if (mayLose && dialect.isConflict(e)) {
        rollback(false);
        return false;
      }
      boolean outage = dialect.isOutage(e);
      rollback(outage);
      throw outage
          ? new StoreUnavailableException("The store cannot be written: " + e.getMessage(), e)
          : new StoreRefusedException("The store refuses the write: " + e.getMessage(), e);
    } catch (RuntimeException | Error e) {
      rollback(false);
      throw new StoreRefusedException("The write failed: " + e, e);
    }
  }

  @Override
  public void close() {
    Connection open = connection;
    connection = null;
    statements.clear();
    batches.clear();
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        log.warn("The writer's connection could not be closed: {}", e.getMessage());
      }
    }
  }

  private Connection connection() throws SQLException {
    Connection open = connection;
    if (open == null) {
      open = opener.open();
      connection = open;
      open.setAutoCommit(false);
    }
    return open;
  }

  private void rollback(boolean outage) {
    Connection open = connection;
    if (open == null) {
      return;
    }
    try {
      open.rollback();
      forgetStatements(); // one that failed half way still holds the rows of its batch
    } catch (SQLException e) {
      log.debug("The writer's connection is of no use any more: {}", e.getMessage());
      outage = true;
    }
    if (outage) {
      close(); // the next transaction opens a fresh one
    }
  }

  private void forgetStatements() throws SQLException {
    for (BoundStatement statement : statements.values()) {
      statement.close();
    }
    for (RowBatch batch : batches.values()) {
      batch.close();
    }
    statements.clear();
    batches.clear();
  }
}
