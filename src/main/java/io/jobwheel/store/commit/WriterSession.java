package io.jobwheel.store.commit;

import io.jobwheel.store.StoreRefusedException;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.sql.BatchSql;
import io.jobwheel.store.sql.BoundStatement;
import io.jobwheel.store.sql.Dialect;
import io.jobwheel.store.sql.RowBatch;
import io.jobwheel.store.sql.RowLockedException;
import io.jobwheel.time.Ticker;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writer's connection, opened when it is needed and again after an outage, with its prepared
 * statements. Confined to the writer's thread.
 */
public final class WriterSession implements AutoCloseable {

  /** Opens a connection for writing. */
  @FunctionalInterface
  public interface Opener {
    Connection open() throws SQLException;
  }

  private static final Logger log = LoggerFactory.getLogger(WriterSession.class);

  private static final int MAX_CONFLICTS = 10;
  private static final Duration UNDOUBTED = Duration.ofSeconds(1);

  private final Opener opener;
  private final Dialect dialect;
  private final Ticker ticker;
  private final Map<String, BoundStatement> statements = new HashMap<>();
  private final Map<BatchSql, RowBatch> batches = new HashMap<>();
  private @Nullable Connection connection;
  private long usedAt;
  // whether the transaction may be on disk, though its answer is not here
  private boolean committing;

  public WriterSession(Opener opener, Dialect dialect, Ticker ticker) {
    this.opener = opener;
    this.dialect = dialect;
    this.ticker = ticker;
  }

  public Dialect dialect() {
    return dialect;
  }

  /** Reads the database's clock: a transaction that compares times reads it once. */
  public long now() throws SQLException {
    return statement("SELECT " + dialect.nowMicros()).list(row -> row.getLong(1)).getFirst();
  }

  /** The statement of that text, prepared once a connection. */
  public BoundStatement statement(String sql) throws SQLException {
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
  public RowBatch batch(BatchSql sql) throws SQLException {
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
   * @return the writes that were left out: none
   * @throws StoreUnavailableException when the failure is the store's own
   * @throws RowLockedException when another transaction holds what one of the writes needs
   * @throws StoreRefusedException when at least one of the writes is at fault
   */
  Set<PendingWrite<?, ?>> commit(List<PendingWrite<?, ?>> writes) {
    return transact(() -> {
      PendingWrite.executeAll(this, writes);
      return Set.of();
    });
  }

  /**
   * As {@link #commit}, but leaves out the writes of jobs that another transaction holds, and
   * hardly waits for anything else.
   *
   * @return the writes that were left out
   */
  Set<PendingWrite<?, ?>> commitUnlocked(List<PendingWrite<?, ?>> writes) {
    return transact(() -> {
      Set<PendingWrite<?, ?>> locked = locked(writes);
      PendingWrite.executeAll(
          this, writes.stream().filter(write -> !locked.contains(write)).toList());
      return locked;
    });
  }

  private Set<PendingWrite<?, ?>> locked(List<PendingWrite<?, ?>> writes) throws SQLException {
    List<PendingWrite<?, ?>> keyed = new ArrayList<>(writes.size());
    List<UUID> keys = new ArrayList<>(writes.size());
    for (PendingWrite<?, ?> write : writes) {
      UUID key = write.key();
      if (key != null) {
        keyed.add(write);
        keys.add(key);
      }
    }
    boolean[] found = LockedJobs.find(this, keys);
    Set<PendingWrite<?, ?>> locked = new HashSet<>();
    for (int i = 0; i < found.length; i++) {
      if (found[i]) {
        locked.add(keyed.get(i));
      }
    }
    return locked;
  }

  /** What is done in a transaction. */
  @FunctionalInterface
  private interface Work<T> {
    T execute() throws SQLException;
  }

  private <T> T transact(Work<T> work) {
    boolean mayReopen = isConnected(); // one that has just been opened is not doubted
    long begun = ticker.read();
    for (int conflicts = 0; ; conflicts++) {
      committing = false;
      try {
        Connection transaction = connection();
        T result = work.execute();
        committing = true;
        transaction.commit();
        usedAt = ticker.read();
        return result;
      } catch (SQLException e) {
        boolean conflict = dialect.isConflict(e) && conflicts < MAX_CONFLICTS;
        // It was dead before, and nothing is committed. What has taken long was alive, and those
        // who wait may have been told that it failed.
        boolean died = mayReopen && !committing && dialect.isLost(e) && isRecent(begun);
        rollback(!conflict && !dialect.isLocked(e) && dialect.isOutage(e));
        if (!conflict && !died) {
          throw failure(e);
        }
        mayReopen &= !died;
        log.debug("A transaction is executed once more ({})", e.getMessage());
      } catch (RuntimeException | Error e) {
        rollback(committing || e instanceof Error); // the protocol may have been left half way
        throw committing
            ? new StoreUnavailableException("The commit broke off: " + e, e)
            : new StoreRefusedException("The write failed: " + e, e);
      }
    }
  }

  private RuntimeException failure(SQLException e) {
    if (dialect.isLocked(e)) {
      return new RowLockedException("The store cannot be written: " + e.getMessage(), e);
    }
    return dialect.isOutage(e)
        ? new StoreUnavailableException("The store cannot be written: " + e.getMessage(), e)
        : new StoreRefusedException("The store refuses the write: " + e.getMessage(), e);
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

  private boolean isRecent(long moment) {
    return ticker.since(moment).compareTo(UNDOUBTED) <= 0;
  }

  /** Whether there is a connection; one that died while it was idle is closed. */
  private boolean isConnected() {
    Connection open = connection;
    if (open != null && !isRecent(usedAt) && !dialect.isAlive(open)) {
      log.debug("The writer's connection died while it was idle");
      close();
    }
    return connection != null;
  }

  private void rollback(boolean outage) {
    Connection open = connection;
    if (open == null) {
      return;
    }
    try {
      open.rollback();
      forgetStatements(); // one that failed half way still holds the rows of its batch
    } catch (SQLException | RuntimeException | Error e) {
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
