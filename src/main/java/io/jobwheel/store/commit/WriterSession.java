package io.jobwheel.store.commit;

import io.jobwheel.store.StoreRefusedException;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.fairness.RankedQueues;
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
 * The writer's connection, opened on demand and reopened after an outage, with its prepared
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
  private static final Duration RECENT_USE = Duration.ofSeconds(1);

  private final Opener opener;
  private final Dialect dialect;
  private final Ticker ticker;
  private final Map<String, BoundStatement> statements = new HashMap<>();
  private final Map<BatchSql, RowBatch> batches = new HashMap<>();
  private final FollowUps followUps = new FollowUps();
  private final RankedQueues ranked;
  private @Nullable Connection connection;
  private long usedAt;
  private boolean lockTimeoutIsShort;
  // whether a commit is in progress, whose result may be lost
  private boolean committing;
  // the current transaction, for other threads
  private volatile long begunAt;
  private volatile boolean inTransaction;

  /** Creates a session of its own. */
  public WriterSession(Opener opener, Dialect dialect, Ticker ticker) {
    this(opener, dialect, ticker, new RankedQueues());
  }

  /** Creates a session of a pool, which shares what the node knows about queues. */
  public WriterSession(Opener opener, Dialect dialect, Ticker ticker, RankedQueues ranked) {
    this.opener = opener;
    this.dialect = dialect;
    this.ticker = ticker;
    this.ranked = ranked;
  }

  /** Returns the dialect of the database. */
  public Dialect dialect() {
    return dialect;
  }

  /** Returns the queues whose jobs have ranks, as far as this node knows. */
  public RankedQueues ranked() {
    return ranked;
  }

  /** Returns what follows the writes of the current transaction. */
  public FollowUps followUps() {
    return followUps;
  }

  /**
   * Returns the time of the database's clock, in microseconds since the epoch. A transaction that
   * compares times reads it once.
   */
  public long now() throws SQLException {
    return statement("SELECT " + dialect.nowMicros()).list(row -> row.getLong(1)).getFirst();
  }

  /** Returns the statement of this text, prepared once for each connection. */
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

  /** Returns the batch of this statement, prepared once for each connection. */
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
   * Registers an action that follows the commit of the current transaction, before the answers of
   * its writes. It is dropped if the transaction is not committed. It must not block; an exception
   * is logged.
   */
  public void afterCommit(Runnable action) {
    followUps.afterCommit(action);
  }

  /** Returns whether the current transaction has shortened its lock timeout. */
  boolean lockTimeoutIsShort() {
    return lockTimeoutIsShort;
  }

  void lockTimeoutIsShort(boolean isShort) {
    lockTimeoutIsShort = isShort;
  }

  /**
   * Executes the writes in one transaction and commits it; all of them or none. A transaction that
   * conflicts with another is repeated up to 10 times.
   *
   * @return the writes that were left out: none
   * @throws StoreUnavailableException if the store itself failed
   * @throws RowLockedException if another transaction holds a needed lock
   * @throws StoreRefusedException if at least one write was refused
   */
  Set<PendingWrite<?, ?>> commit(List<PendingWrite<?, ?>> writes) {
    return transact(() -> {
      PendingWrite.executeAll(this, writes);
      return Set.of();
    });
  }

  /**
   * As {@link #commit}, but leaves out the writes of jobs that another transaction has locked, and
   * waits at most 10 ms for any other lock.
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
    boolean[] found = LockedJobFinder.find(this, keys);
    Set<PendingWrite<?, ?>> locked = new HashSet<>();
    for (int i = 0; i < found.length; i++) {
      if (found[i]) {
        locked.add(keyed.get(i));
      }
    }
    return locked;
  }

  /** The statements of a transaction. */
  @FunctionalInterface
  private interface TransactionAction<T> {
    T execute() throws SQLException;
  }

  /** Returns whether the current transaction has taken longer. Callable by any thread. */
  public boolean isStalled(Duration limit) {
    return inTransaction && ticker.since(begunAt).compareTo(limit) > 0;
  }

  private <T> T transact(TransactionAction<T> action) {
    begunAt = ticker.read();
    inTransaction = true;
    try {
      return transactUntilDone(action);
    } finally {
      inTransaction = false;
    }
  }

  private <T> T transactUntilDone(TransactionAction<T> action) {
    boolean mayReopen = isConnected(); // a fresh connection is not replaced
    long begun = ticker.read();
    for (int conflicts = 0; ; conflicts++) {
      committing = false;
      lockTimeoutIsShort = false;
      followUps.clear();
      try {
        Connection transaction = connection();
        T result = action.execute();
        followUps.execute(this);
        committing = true;
        transaction.commit();
        dialect.requireReplicated(transaction);
        usedAt = ticker.read();
        followUps.runAfterCommit();
        return result;
      } catch (SQLException e) {
        boolean conflict = dialect.isConflict(e) && conflicts < MAX_CONFLICTS;
        // The connection was dead from the start, so nothing is committed. After a longer time it
        // was alive, and callers may have timed out.
        boolean died = mayReopen && !committing && dialect.isLost(e) && isRecent(begun);
        rollback(!conflict && !dialect.isLocked(e) && dialect.isOutage(e));
        if (!conflict && !died) {
          throw failure(e);
        }
        mayReopen &= !died;
        log.debug("The transaction is repeated ({})", e.getMessage());
      } catch (RuntimeException | Error e) {
        rollback(committing || e instanceof Error); // the protocol state is undefined
        throw committing
            ? new StoreUnavailableException("The commit was interrupted: " + e, e)
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
        : new StoreRefusedException("The store refused the write: " + e.getMessage(), e);
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
    return ticker.since(moment).compareTo(RECENT_USE) <= 0;
  }

  /** Returns whether there is a connection. Closes one that died while it was idle. */
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
      discardStatements(); // a failed batch still holds its rows
    } catch (SQLException | RuntimeException | Error e) {
      log.debug("The writer's connection is unusable: {}", e.getMessage());
      outage = true;
    }
    if (outage) {
      close(); // the next transaction opens a fresh one
    }
  }

  private void discardStatements() throws SQLException {
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
